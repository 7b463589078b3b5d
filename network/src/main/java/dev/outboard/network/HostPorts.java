package dev.outboard.network;

import dev.outboard.core.failure.InvalidValueException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports of the host itself, for example {@code 443/tcp} or {@code 32768-60999/tcp}.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param first the first port
 * @param last the last port, which may be the first
 */
public record HostPorts(String protocol, int first, int last) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp))?");
    private static final int MAXIMUM = 65_535;
    private static final List<String> PROTOCOLS = List.of("tcp", "udp");

    /**
     * Creates ports.
     *
     * @param protocol {@code tcp} or {@code udp}
     * @param first the first port
     * @param last the last port
     * @throws InvalidValueException if there are no such ports
     */
    public HostPorts {
        if (!PROTOCOLS.contains(protocol) || first < 1 || last < first || last > MAXIMUM) {
            throw invalid(first + (first == last ? "" : "-" + last) + "/" + protocol);
        }
    }

    /**
     * Reads ports.
     *
     * @param text a port or a range of them, then a slash and {@code tcp} or {@code udp}; without these it is TCP
     * @return the ports
     * @throws InvalidValueException if the text is none of this
     */
    public static HostPorts of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw invalid(text);
        }
        int first = Integer.parseInt(parts.group(1));
        int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
        return new HostPorts(parts.group(3) == null ? "tcp" : parts.group(3), first, last);
    }

    private static InvalidValueException invalid(String text) {
        return new InvalidValueException(
                "port of the host", text, "a port from 1 to " + MAXIMUM + ", or a range", "write e.g. \"443/tcp\"");
    }

    /**
     * First and last port, as a program of the firewall writes them.
     *
     * @param separator what stands between the two
     * @return one port, or two with the separator
     */
    public String range(String separator) {
        return first == last ? Integer.toString(first) : first + separator + last;
    }

    /**
     * Ports and protocol.
     *
     * @return for example {@code 443/tcp}
     */
    @Override
    public String toString() {
        return range("-") + "/" + protocol;
    }
}
