package dev.outboard.systemd.daemon.part;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.NetworkNamespace;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a daemon is in the network namespace that is its own, and that this has its bridge and its way out.
 *
 * @param spec the daemon
 * @param bridge its bridge
 */
public record NetworkNamespaceCheck(DaemonSpec spec, BridgeSpec bridge) implements Check {

    @Override
    public String name() {
        return spec.name() + " is in a network namespace of its own";
    }

    @Override
    public List<Finding> run(Host host) {
        IsolatedNetwork network = new IsolatedNetwork(spec, bridge);
        NetworkNamespace namespace = network.namespace();
        Optional<List<String>> found = network.script().faults(host);
        if (found.isEmpty()) {
            return List.of(new Finding(name(), false, "this host only records, so there is no namespace to look at"));
        }
        List<String> faults = new ArrayList<>(found.get());
        String entered = host.read(spec.pidFile())
                .map(FileContent::text)
                .map(String::strip)
                .flatMap(pid -> host.ask(Query.of("ip", "netns", "identify", pid)))
                .map(CommandResult::output)
                .map(String::strip)
                .orElse("");
        if (!entered.equals(namespace.name().toString())) {
            faults.add(entered.isEmpty() ? "the daemon is in no named namespace" : "the daemon is in " + entered);
        }
        return List.of(new Finding(
                name(),
                faults.isEmpty(),
                faults.isEmpty()
                        ? namespace.path() + ", " + bridge.name() + " with " + bridge.address()
                                + ", published ports at " + namespace.address().host()
                        : String.join("; ", faults) + "; \"systemctl restart " + spec.namespaceUnit()
                                + "\" recreates it, and containers have to be started again"));
    }
}
