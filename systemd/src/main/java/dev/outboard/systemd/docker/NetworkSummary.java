package dev.outboard.systemd.docker;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code docker network ls}.
 *
 * @param id its id, 64 hexadecimal digits
 * @param name its name
 * @param driver for example {@code bridge}, {@code host} or {@code null}
 * @param bridge the link on the host that its containers are on; empty for other drivers
 * @param subnets its subnets, IPv4 and IPv6
 */
public record NetworkSummary(
        String id, String name, String driver, Optional<InterfaceName> bridge, List<Subnet> subnets) {

    /**
     * Creates the line.
     *
     * @param id the id of the network
     * @param name its name
     * @param driver its driver
     * @param bridge the link on the host that its containers are on
     * @param subnets its subnets
     */
    public NetworkSummary {
        subnets = List.copyOf(subnets);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
