package dev.outboard.systemd.watch;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.StackName;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.host.NetworkState;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import java.util.List;
import java.util.Optional;

/**
 * The first daemon is as it would be without a second one: it answers, and its bridge is there with an address, which a
 * second daemon could have deleted. The last apply changed nothing of it.
 *
 * @param stack the stack that stands beside it
 * @param engines the way to daemons
 */
public record FirstDaemonCheck(StackName stack, Engines engines) implements Check {
    @Override
    public String name() {
        return "the first daemon is unharmed";
    }

    @Override
    public List<Finding> run(Host host) {
        List<String> changes = FirstDaemonWatch.kept(stack).read(host);
        if (!changes.isEmpty()) {
            return List.of(new Finding(name(), false, "since the last apply, " + String.join("; ", changes)));
        }
        if (!FirstDaemon.runs(host)) {
            return List.of(new Finding(name(), true, "none runs on this host"));
        }
        try (Engine first = engines.open(FirstDaemon.SOCKET)) {
            EngineInfo info = first.info();
            String answer =
                    info.traits().product() + " " + info.version() + " answers, " + info.containers() + " containers, ";
            return List.of(info.bridge()
                    .map(bridge -> withBridge(answer, bridge, host))
                    .orElseGet(() -> new Finding(name(), true, answer + "no bridge")));
        }
    }

    private Finding withBridge(String answer, InterfaceName bridge, Host host) {
        Optional<NetworkState.Link> link = NetworkState.readFrom(host).flatMap(state -> state.link(bridge));
        return link.filter(found -> !found.addresses().isEmpty())
                .map(found -> new Finding(name(), true, answer + bridge + " has " + found.addresses()))
                .orElseGet(() -> new Finding(
                        name(),
                        false,
                        answer + "but its bridge " + bridge + (link.isPresent() ? " has no address" : " is gone")
                                + "; \"systemctl restart docker\" recreates it, and ends its containers"));
    }
}
