package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The host name of a machine or container: labels of letters, digits and {@code -} with dots between (RFC 1123, section
 * 2.1), at most 64 bytes, the kernel's {@code HOST_NAME_MAX}: gethostname(2).
 */
public final class HostName extends TextValue {
    private static final int MAXIMUM_BYTES = 64;
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");

    private HostName(String name) {
        super(name);
    }

    /**
     * Reads a name.
     *
     * @param name the name, for example {@code runner1}
     * @return the name
     * @throws InvalidValueException if no host can have it
     */
    public static HostName of(String name) {
        if (name.length() > MAXIMUM_BYTES || !NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "host name",
                    name,
                    "at most " + MAXIMUM_BYTES + " letters, digits, \"-\" and \".\"; each part at most 63, a letter or"
                            + " digit at both ends",
                    "write e.g. \"runner1\"");
        }
        return new HostName(name);
    }
}
