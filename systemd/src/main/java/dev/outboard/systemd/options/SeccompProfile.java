package dev.outboard.systemd.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outboard.core.failure.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Which system calls containers may make, in place of the engine's own profile: seccomp(2), and <a
 * href="https://docs.docker.com/engine/security/seccomp/">Docker's description of the format</a>. Immutable.
 */
public final class SeccompProfile {
    private static final String KIND = "seccomp profile";
    private static final String REMEDY =
            "start from the engine's own profile, profiles/seccomp/default.json of the moby project";

    private final String json;

    private SeccompProfile(String json) {
        this.json = json;
    }

    /**
     * Reads a profile.
     *
     * @param json the profile's text, kept as it is
     * @return the profile
     * @throws InvalidValueException if it is no JSON object with a {@code defaultAction}
     */
    public static SeccompProfile ofJson(String json) {
        try {
            JsonNode profile = new ObjectMapper().readTree(json);
            if (!profile.path("defaultAction").isTextual()) {
                throw new InvalidValueException(KIND, shown(json), "a JSON object with a \"defaultAction\"", REMEDY);
            }
        } catch (JsonProcessingException malformed) {
            throw new InvalidValueException(KIND, shown(json), "JSON, but " + malformed.getOriginalMessage(), REMEDY);
        }
        return new SeccompProfile(json);
    }

    private static String shown(String json) {
        return json.length() > 40 ? json.substring(0, 40) + "…" : json;
    }

    /**
     * The profile's text.
     *
     * @return JSON
     */
    public String json() {
        return json;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SeccompProfile profile && json.equals(profile.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /**
     * The size of the profile, whose text is long.
     *
     * @return for example {@code seccomp profile of 12345 characters}
     */
    @Override
    public String toString() {
        return KIND + " of " + json.length() + " characters";
    }
}
