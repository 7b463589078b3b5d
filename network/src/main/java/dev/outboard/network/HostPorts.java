package dev.outboard.network;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports of the host itself, for example {@code 443/tcp} or {@code 32768-60999/tcp}.
 *
 * @param protocol what is spoken there
 * @param first the first port
 * @param last the last port, which may be the first
 */
public record HostPorts(Protocol protocol, int first, int last) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(tcp|udp))?");
    private static final int MAXIMUM = 65_535;

    /** A protocol that has ports. */
    public enum Protocol {
        /** The Transmission Control Protocol. */
        TCP,
        /** The User Datagram Protocol. */
        UDP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Creates ports.
     *
     * @param protocol what is spoken there
     * @param first the first port
     * @param last the last port
     * @throws InvalidValueException if there are no such ports
     */
    public HostPorts {
        requireNonNull(protocol, "protocol is null");
        if (first < 1 || last < first || last > MAXIMUM) {
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
        return new HostPorts("udp".equals(parts.group(3)) ? Protocol.UDP : Protocol.TCP, first, last);
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
