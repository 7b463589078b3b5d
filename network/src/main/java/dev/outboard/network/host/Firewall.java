package dev.outboard.network.host;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.InterfaceName;
import java.util.Collection;

/**
 * The firewall of a host, as far as rules in it depend on the host.
 *
 * @param backend by which programs rules come into it
 * @param firewalld whether firewalld is there, running or not
 * @param bridges the bridges that rules have to tell apart
 */
public record Firewall(FirewallBackend backend, boolean firewalld, ForeignBridges bridges) {

    /**
     * The firewall of a host of which nothing is known.
     *
     * @return one with iptables alone
     */
    public static Firewall unknown() {
        return new Firewall(FirewallBackend.IPTABLES, false, ForeignBridges.NONE);
    }

    /**
     * Looks at a host.
     *
     * @param host the host
     * @param bridgesOfDaemons the bridges of every network of other daemons, as far as they tell
     * @return its firewall
     */
    public static Firewall readFrom(HostView host, Collection<InterfaceName> bridgesOfDaemons) {
        FirewallBackend backend = FirewallBackend.find(host).orElse(FirewallBackend.IPTABLES);
        return new Firewall(
                backend, FirewalldZone.isInstalled(host), ForeignBridges.readFrom(host, backend, bridgesOfDaemons));
    }
}
