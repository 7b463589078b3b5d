package dev.outboard.runner.configuration;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A capability of a process (capabilities(7)), or all of them.
 *
 * @param name without {@code CAP_}, for example {@code NET_ADMIN}, or {@code ALL}
 */
public record Capability(String name) {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{1,39}");
    private static final String PREFIX = "CAP_";

    /** All that a process may have. */
    public static final Capability ALL = new Capability("ALL");

    /**
     * Creates a capability.
     *
     * @param name without {@code CAP_}
     * @throws InvalidValueException if it can't be one
     */
    public Capability {
        if (!NAME.matcher(name).matches() || name.startsWith(PREFIX)) {
            throw new InvalidValueException(
                    "capability", name, "a name of capabilities(7)", "write e.g. Capability.of(\"NET_ADMIN\")");
        }
    }

    /**
     * Reads a capability.
     *
     * @param name with or without {@code CAP_}, in any case
     * @return the capability
     * @throws InvalidValueException if it can't be one
     */
    public static Capability of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return new Capability(upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper);
    }

    /**
     * The capability as Docker takes it.
     *
     * @return for example {@code NET_ADMIN}
     */
    @Override
    public String toString() {
        return name;
    }
}
