package dev.outboard.network;

import dev.outboard.core.value.Subnet;
import java.util.List;

/**
 * Whom the containers of a daemon may reach. Beside it stands what is refused always: see {@link ForwardingRules}.
 *
 * @param egress whether they reach other hosts
 * @param denied addresses that they do not reach
 * @param hostAccess whether they reach every service of the host itself
 * @param hostPorts the services of the host that they reach though they do not reach all
 * @param interContainerTraffic whether those on the default network reach other containers of the daemon
 */
public record TrafficPolicy(
        boolean egress,
        List<Subnet> denied,
        boolean hostAccess,
        List<HostPorts> hostPorts,
        boolean interContainerTraffic) {
    /** To the outside and to one another, and of the host only to what is needed for that. */
    public static final TrafficPolicy USUAL = new TrafficPolicy(true, List.of(), false, List.of(), true);

    /**
     * Creates a policy.
     *
     * @param egress whether they reach other hosts
     * @param denied addresses that they do not reach
     * @param hostAccess whether they reach every service of the host itself
     * @param hostPorts the services of the host that they reach though they do not reach all
     * @param interContainerTraffic whether those on the default network reach other containers of the daemon
     */
    public TrafficPolicy {
        denied = List.copyOf(denied);
        hostPorts = List.copyOf(hostPorts);
    }
}
