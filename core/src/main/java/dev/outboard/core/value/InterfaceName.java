package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Pattern;

/**
 * The name of a network interface: 1 to 15 bytes without {@code /}, {@code :} and whitespace, and not {@code .} or
 * {@code ..}, as the kernel's {@code dev_valid_name} (net/core/dev.c) has it. Also refused: {@code %}, with which the
 * kernel would number the name; characters outside printable ASCII; and what systemd's {@code ifname_valid} ignores:
 * names of digits only, {@code all} and {@code default}.
 */
public final class InterfaceName extends TextValue {
    private static final String KIND = "interface name";
    private static final int MAXIMUM_BYTES = 15;
    private static final Pattern CHARACTERS = Pattern.compile("[\\x21-\\x7e&&[^/:%]]+");
    private static final Pattern RESERVED = Pattern.compile("\\.|\\.\\.|all|default|[0-9]+");

    private InterfaceName(String name) {
        super(name);
    }

    /**
     * Reads a name.
     *
     * @param name the name, for example {@code docker1}
     * @return the name
     * @throws InvalidValueException if no interface can have it
     */
    public static InterfaceName of(String name) {
        if (Utf8.length(name) > MAXIMUM_BYTES) {
            throw new InvalidValueException(
                    KIND,
                    name,
                    "at most " + MAXIMUM_BYTES + " bytes, found " + Utf8.length(name),
                    "choose a shorter name, e.g. \"br-ci\"");
        }
        if (!CHARACTERS.matcher(name).matches()) {
            throw new InvalidValueException(
                    KIND,
                    name,
                    "printable ASCII without whitespace, \"/\", \":\" and \"%\"",
                    "use letters, digits and \"-\", e.g. \"br-ci\"");
        }
        if (RESERVED.matcher(name).matches()) {
            throw new InvalidValueException(
                    KIND,
                    name,
                    "not \".\", \"..\", \"all\", \"default\" or digits only",
                    "choose another name, e.g. \"br-ci\"");
        }
        return new InterfaceName(name);
    }
}
