package dev.outboard.network.host;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.host.NetworkState.Link;
import dev.outboard.network.host.NetworkState.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds where a subnet is in use already: by another interface's address, or by a route through another interface. */
public final class SubnetCollisions {
    // A VPN that takes all traffic often splits the default route into two halves.
    private static final int LONGEST_DEFAULT_PREFIX = 1;
    /** The kernel gives a link an address in it by itself. */
    static final Subnet IPV6_LINK_LOCAL = Subnet.of("fe80::/10");

    private SubnetCollisions() {}

    /**
     * Compares a subnet with a host's network. Default routes and link-local routes do not count.
     *
     * @param wanted the subnet
     * @param ownDevice the interface that has or gets the subnet, which does not collide with itself
     * @param state the host's network
     * @return one problem for each other interface that uses a part of the subnet, in the order of the host's list
     */
    public static List<Problem> of(Subnet wanted, InterfaceName ownDevice, NetworkState state) {
        List<Problem> problems = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>(List.of(ownDevice.toString()));
        for (Link link : state.links()) {
            link.addresses().stream()
                    .filter(address -> address.subnet().overlaps(wanted))
                    .findFirst()
                    .filter(address -> known.add(link.name()))
                    .ifPresent(address -> problems.add(problem(wanted, describe(link, address))));
        }
        for (Route route : state.routes()) {
            if (isSpecific(route) && route.destination().overlaps(wanted) && known.add(route.device())) {
                problems.add(problem(wanted, "a route to " + route.destination() + " through " + route.device()));
            }
        }
        return List.copyOf(problems);
    }

    private static boolean isSpecific(Route route) {
        return route.destination().prefixLength() > LONGEST_DEFAULT_PREFIX
                && !IPV6_LINK_LOCAL.contains(route.destination());
    }

    private static String describe(Link link, InterfaceAddress address) {
        return "address " + address + " on " + link.name();
    }

    private static Problem problem(Subnet wanted, String found) {
        return new Problem(
                "subnet " + wanted,
                found,
                "a subnet that nothing else on this host uses",
                "choose another subnet; \"ip address\" and \"ip route show table all\" list those in use");
    }
}
