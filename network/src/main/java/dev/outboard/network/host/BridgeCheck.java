package dev.outboard.network.host;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.NetworkState.Link;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The proof that a bridge is up with its addresses and its MTU.
 *
 * @param spec the bridge
 */
public record BridgeCheck(BridgeSpec spec) implements Check {

    @Override
    public String name() {
        return "bridge " + spec.name() + " is up with "
                + LinkDrift.addresses(spec).stream().map(Object::toString).collect(Collectors.joining(" and "));
    }

    @Override
    public List<Finding> run(Host host) {
        return List.of(look(host));
    }

    private Finding look(Host host) {
        Optional<NetworkState> state = NetworkState.readFrom(host);
        if (state.isEmpty()) {
            return new Finding(name(), false, "this host only records, so there is no bridge to look at");
        }
        return state.flatMap(known -> known.link(spec.name()))
                .map(this::compare)
                .orElseGet(() -> new Finding(name(), false, "there is no interface " + spec.name()));
    }

    private Finding compare(Link link) {
        LinkDrift drift = LinkDrift.of(spec, link, List.of());
        if (!link.isBridge()) {
            return new Finding(name(), false, "it is not a bridge: " + link);
        }
        return new Finding(
                name(), drift.isEmpty(), drift.isEmpty() ? link.addresses() + ", MTU " + link.mtu() : drift.toString());
    }
}
