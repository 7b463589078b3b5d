package dev.outboard.runner.docker;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.IpAddress;

/**
 * A line for a container's {@code /etc/hosts}: {@code docker run --add-host}.
 *
 * @param name the host name
 * @param address what it stands for
 */
public record ExtraHost(HostName name, IpAddress address) {

    /**
     * Reads a host.
     *
     * @param host name, colon and address, for example {@code gitlab.example:10.0.0.5}
     * @return the host
     * @throws InvalidValueException if it is not of that form
     */
    public static ExtraHost of(String host) {
        int colon = host.indexOf(':');
        if (colon < 0) {
            throw new InvalidValueException(
                    "extra host", host, "NAME:ADDRESS", "write e.g. \"gitlab.example:10.0.0.5\"");
        }
        return new ExtraHost(HostName.of(host.substring(0, colon)), IpAddress.of(host.substring(colon + 1)));
    }

    /**
     * The host as Docker's {@code --add-host} takes it.
     *
     * @return for example {@code gitlab.example:10.0.0.5}
     */
    @Override
    public String toString() {
        return name + ":" + address;
    }
}
