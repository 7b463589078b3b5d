package dev.outboard.systemd.daemon;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.host.Host;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.FirewallBackend;
import dev.outboard.network.ForwardingRules;
import java.util.List;
import java.util.Optional;

/**
 * The proof that the firewall has the rules of a daemon's addresses. Others may take them away, who flush the firewall
 * or load one of their own.
 *
 * @param spec the daemon
 * @param bridge its bridge
 */
public record ForwardingCheck(DaemonSpec spec, BridgeSpec bridge) implements Check {

    @Override
    public String name() {
        return "the firewall has the rules of " + spec.name() + "'s containers";
    }

    @Override
    public List<Finding> run(Host host) {
        FirewallBackend backend = FirewallBackend.find(host).orElse(FirewallBackend.IPTABLES);
        Forwarding forwarding = Forwarding.of(spec, bridge, backend);
        ForwardingRules rules = forwarding.rules();
        Optional<List<String>> faults = forwarding.commands().faults(host);
        if (faults.isEmpty()) {
            return List.of(new Finding(name(), false, "this host only records, so there is no firewall to look at"));
        }
        boolean proved = faults.get().isEmpty();
        return List.of(new Finding(
                name(),
                proved,
                proved
                        ? rules.chain() + " decides for " + rules.ranges() + ", egress "
                                + (spec.egress() ? "on" : "off") + ", services of the host "
                                + (spec.hostAccess() ? "allowed" : "refused")
                        : String.join("; ", faults.get()) + "; \"systemctl restart " + spec.networkUnit()
                                + "\" puts them back"));
    }
}
