package dev.outboard.systemd.container;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.IpAddress;
import java.util.Optional;

/**
 * A line for a container's {@code /etc/hosts}: {@code docker run --add-host}.
 *
 * @param name the host name
 * @param address what it stands for; empty for {@code host-gateway}, by which Docker puts an address of the host
 */
public record ExtraHost(HostName name, Optional<IpAddress> address) {
    private static final String GATEWAY = "host-gateway";

    /**
     * Reads a host.
     *
     * @param host name, colon and address, for example {@code gitlab.example:10.0.0.5}; an IPv6 address may be in brackets, and {@code
     *     host-gateway} stands for the host
     * @return the host
     * @throws InvalidValueException if it is not of that form
     */
    public static ExtraHost of(String host) {
        int colon = host.indexOf(':');
        if (colon < 0) {
            throw new InvalidValueException(
                    "extra host",
                    host,
                    "NAME:ADDRESS",
                    "write e.g. \"gitlab.example:10.0.0.5\" or \"host.docker.internal:host-gateway\"");
        }
        HostName name = HostName.of(host.substring(0, colon));
        String address = host.substring(colon + 1);
        if (address.equals(GATEWAY)) {
            return new ExtraHost(name, Optional.empty());
        }
        boolean isBracketed = address.startsWith("[") && address.endsWith("]");
        return new ExtraHost(
                name, Optional.of(IpAddress.of(isBracketed ? address.substring(1, address.length() - 1) : address)));
    }

    /**
     * The host as Docker's {@code --add-host} takes it.
     *
     * @return for example {@code gitlab.example:10.0.0.5}
     */
    @Override
    public String toString() {
        return name + ":" + address.map(IpAddress::toString).orElse(GATEWAY);
    }
}
