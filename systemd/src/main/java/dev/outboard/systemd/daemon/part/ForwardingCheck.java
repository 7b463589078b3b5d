package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.Firewall;
import dev.outboard.network.host.FirewallRules;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;
import java.util.Optional;

/**
 * The proof that the firewall has the rules of a daemon's addresses. Others may take them away, who flush the firewall
 * or load one of their own.
 *
 * @param spec the daemon
 * @param bridge its bridge
 * @param firewall the host's firewall
 */
public record ForwardingCheck(DaemonSpec spec, BridgeSpec bridge, Firewall firewall) implements Check {

    @Override
    public String name() {
        return "the firewall has the rules of " + spec.name() + "'s containers";
    }

    @Override
    public List<Finding> run(Host host) {
        Forwarding forwarding = Forwarding.of(spec, bridge, firewall);
        FirewallRules rules = forwarding.network().rules();
        Optional<List<String>> found = forwarding.script().faults(host);
        if (found.isEmpty()) {
            return List.of(new Finding(name(), false, "this host only records, so there is no firewall to look at"));
        }
        List<String> faults = found.get();
        boolean proved = faults.isEmpty();
        return List.of(new Finding(
                name(),
                proved,
                proved
                        ? rules.chain() + " decides for " + rules.ranges() + ", egress "
                                + (spec.traffic().egress() ? "on" : "off") + ", services of the host "
                                + (spec.traffic().hostAccess() ? "allowed" : "refused")
                        : String.join("; ", faults) + "; \"systemctl reload " + spec.networkUnit()
                                + "\" puts them back"));
    }
}
