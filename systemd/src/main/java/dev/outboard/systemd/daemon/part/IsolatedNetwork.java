package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.net.InetAddresses;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.ControlScript;
import dev.outboard.network.host.NetworkNamespace;
import dev.outboard.network.host.NetworkState;
import dev.outboard.network.host.SubnetCollisions;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network namespace of the daemon's own, with its bridge in it, in which the daemon makes the firewall itself. What
 * leaves it has the address of its link, from the daemon's own range; so the host's rules for that range decide about it.
 *
 * @param spec the daemon
 * @param bridge its bridge
 */
public record IsolatedNetwork(DaemonSpec spec, BridgeSpec bridge) implements DaemonPart {
    private static final String ENTRANCE = "/usr/bin/nsenter";
    private static final AbsolutePath NAME_SERVERS = AbsolutePath.of("/etc/resolv.conf");
    private static final AbsolutePath UPSTREAM_NAME_SERVERS = AbsolutePath.of("/run/systemd/resolve/resolv.conf");

    static InterfaceName name(DaemonSpec spec) {
        return InterfaceName.of(spec.name().toString());
    }

    NetworkNamespace namespace() {
        return new NetworkNamespace(
                name(spec),
                bridge,
                NetworkNamespace.lastLinkOf(spec.addressPool(bridge).base()));
    }

    ControlScript script() {
        return namespace().script(spec.configurationDirectory());
    }

    @Override
    public List<Resource> resources() {
        return List.of(script().file());
    }

    /** After a restart it is another namespace, which containers that run are not in. */
    @Override
    public List<ManagedUnit> units() {
        return List.of(ManagedUnit.of(spec.namespaceUnit(), unit().text()).reading(script().file()));
    }

    /** A namespace that is gone is another matter: the daemon would stay in the old one. */
    @Override
    public Optional<UnitDrift> drift(HostView host) {
        return host.status(namespace().path()).flatMap(ignored -> UnitDrift.of(spec.namespaceUnit(), script(), host));
    }

    @Override
    public List<UnitName> restartTheService() {
        return List.of(spec.namespaceUnit());
    }

    UnitFile unit() {
        UnitFile unit = UnitFile.empty(spec.namespaceUnit().toString())
                .set("Unit", "Description", "Network namespace of the Docker daemon " + spec.name())
                .set("Unit", "Before", spec.containerdUnit() + " " + spec.serviceUnit())
                .set("Service", "Type", "oneshot")
                .set("Service", "RemainAfterExit", "yes");
        unit = unit.set("Service", "ExecStart", script().call("start"))
                .set("Service", "ExecReload", script().call("start"));
        for (String command : namespace().stop()) {
            unit = unit.add("Service", "ExecStop", "-" + command);
        }
        return unit.set("Install", "WantedBy", "multi-user.target").comment(UnitComment.of(spec, "generated"));
    }

    /**
     * Enters the namespace by nsenter(1), which becomes the program. {@code NetworkNamespacePath=} would do on systemd
     * 252; from 257 on it gives the program a mount namespace as well, and then no container finds its files.
     */
    @Override
    public UnitFile inService(UnitFile service) {
        String unit = spec.namespaceUnit().toString();
        String command = service.value("Service", "ExecStart").orElseThrow();
        String entered = ExecLine.quote(List.of(ENTRANCE, "--net=" + namespace().path(), "--")) + " " + command;
        return service.replace("Service", "ExecStart", entered)
                .set("Service", "NotifyAccess", "all")
                .add("Unit", "After", unit)
                .add("Unit", "Requires", unit);
    }

    /**
     * The program that a unit runs, whatever namespace it enters first.
     *
     * @param service the unit
     * @return the path of the program
     */
    public static String program(UnitFile service) {
        ExecLine line = ExecLine.parse(service.value("Service", "ExecStart").orElseThrow());
        return line.program().equals(ENTRANCE)
                ? line.words().stream()
                        .map(ExecLine.Word::text)
                        .dropWhile(word -> !word.equals("--"))
                        .skip(1)
                        .findFirst()
                        .orElseThrow()
                : line.program();
    }

    /** Its own firewall; IPv6 as the engine does by itself, since Docker 20.10 refuses to be told. */
    @Override
    public void configure(ObjectNode configuration) {
        configuration.put("iptables", true);
        configuration.put("ip-masq", true);
        configuration.remove("ip6tables");
        if (!spec.traffic().interContainerTraffic()) {
            configuration.put("icc", false);
        }
    }

    @Override
    public void check(Planning planning) {
        if (namespace().link().contains(spec.addressPool(bridge).base())) {
            planning.conflict(new Problem(
                    "addressPool of daemon " + spec.name(),
                    spec.addressPool(bridge).toString(),
                    "more than four addresses, since the way out of the namespace takes the last four",
                    "give it a larger range"));
        }
        bridge.ipv6Address()
                .ifPresent(address -> planning.conflict(new Problem(
                        "networkIsolation of daemon " + spec.name(),
                        "NAMESPACE, and the IPv6 address " + address + " of bridge " + bridge.name(),
                        "a bridge without IPv6: the way out of the namespace has IPv4 alone",
                        "leave ipv6Address out, or choose networkIsolation(SHARED)")));
        checkBridge(planning);
        checkNameServers(planning);
    }

    /** What the host reaches by another way, containers would not reach. */
    private void checkBridge(Planning planning) {
        if (planning.receipt().find(RememberedDaemon.id(spec.name())).isEmpty()) {
            NetworkState.readFrom(planning.host())
                    .ifPresent(state -> SubnetCollisions.of(bridge.address().subnet(), bridge.name(), state)
                            .forEach(problem -> planning.conflict(problem.of("bridge " + bridge.name()))));
        }
    }

    /** The daemon asks the servers of the host's file; one on the host itself does not answer in the namespace. */
    private void checkNameServers(Planning planning) {
        boolean isElsewhere = servers(NAME_SERVERS, planning).anyMatch(server -> !isLoopback(server));
        boolean isLocal = servers(NAME_SERVERS, planning).anyMatch(IsolatedNetwork::isLoopback);
        if (isLocal && !isElsewhere) {
            planning.conflict(new Problem(
                    "networkIsolation of daemon " + spec.name(),
                    "name servers at loopback addresses only in " + NAME_SERVERS,
                    "one that answers from another network namespace, or the daemon can't resolve a registry",
                    "let " + NAME_SERVERS + " be a link to " + UPSTREAM_NAME_SERVERS
                            + " if systemd-resolved runs, or choose networkIsolation(SHARED)"));
        }
    }

    private static Stream<String> servers(AbsolutePath file, Planning planning) {
        return planning.host().read(file).map(FileContent::text).stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> line.startsWith("nameserver "))
                .map(line -> line.substring("nameserver ".length()).strip());
    }

    private static boolean isLoopback(String server) {
        return InetAddresses.isInetAddress(server)
                && InetAddresses.forString(server).isLoopbackAddress();
    }
}
