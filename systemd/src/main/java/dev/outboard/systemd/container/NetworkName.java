package dev.outboard.systemd.container;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The name of a Docker network, of the daemon's own ({@code bridge}, {@code host}, {@code none}) or one that was made.
 *
 * @param name the name
 */
public record NetworkName(String name) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    /**
     * Creates a name.
     *
     * @param name the name
     */
    public NetworkName {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "network name",
                    name,
                    "letters, digits, \"_\", \".\" and \"-\", a letter or digit first",
                    "use e.g. \"gitlab\"");
        }
    }

    /**
     * Reads a name.
     *
     * @param name the name
     * @return the name
     * @throws InvalidValueException if Docker would not take it
     */
    public static NetworkName of(String name) {
        return new NetworkName(name);
    }

    /** The name alone. */
    @Override
    public String toString() {
        return name;
    }
}
