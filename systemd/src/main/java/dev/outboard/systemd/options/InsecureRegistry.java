package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.IpAddress;
import dev.outboard.core.value.Subnet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what names a registry that is spoken to without TLS. */
final class InsecureRegistry {
    private static final String KIND = "insecure registry";
    private static final String REMEDY = "write e.g. \"registry.example.org:5000\" or \"10.0.0.0/8\"";
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[([^\\]]+)]|[^:\\[\\]]+)(?::([1-9][0-9]{0,4}))?");
    private static final int MAXIMUM_PORT = 65_535;

    private InsecureRegistry() {}

    /** The text itself, if it is a host, a host and a port, or a subnet. */
    static String of(String text) {
        if (text.contains("/")) {
            return Subnet.of(text).toString();
        }
        Matcher parts = HOST_AND_PORT.matcher(text);
        if (!parts.matches()) {
            throw new InvalidValueException(KIND, text, "a host, a host and a port, or a subnet; no scheme", REMEDY);
        }
        if (parts.group(3) != null && Integer.parseInt(parts.group(3)) > MAXIMUM_PORT) {
            throw new InvalidValueException(KIND, text, "a port from 1 to " + MAXIMUM_PORT, REMEDY);
        }
        if (parts.group(2) == null) {
            HostName.of(parts.group(1));
        } else {
            IpAddress.of(parts.group(2));
        }
        return text;
    }
}
