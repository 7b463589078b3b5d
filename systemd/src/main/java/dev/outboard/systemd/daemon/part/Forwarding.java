package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.host.ControlScript;
import dev.outboard.network.host.Firewall;
import dev.outboard.network.host.FirewallBackend;
import dev.outboard.network.host.FirewallRules;
import dev.outboard.network.host.ForeignBridges;
import dev.outboard.network.host.NetworkPool;
import dev.outboard.network.host.NetworkScript;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.daemon.AddressPool;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way of a daemon's containers into the network, which the daemon itself does not make: rules of the firewall, and a
 * unit that puts them in place.
 *
 * @param spec the daemon
 * @param bridge its bridge
 * @param network the rules of the daemon's own addresses, and the script that puts them in place
 * @param firewalld what is needed beside them on a host that has firewalld
 * @param nftables what is needed beside them where rules are those of nft
 */
public record Forwarding(
        DaemonSpec spec,
        BridgeSpec bridge,
        NetworkScript network,
        Optional<Firewalld> firewalld,
        Optional<NftablesService> nftables)
        implements DaemonPart {
    static Forwarding of(DaemonSpec spec, BridgeSpec bridge, Firewall firewall) {
        FirewallRules rules = rules(spec, bridge, firewall.bridges().without(bridge.name()));
        Optional<Firewalld> firewalld =
                firewall.firewalld() ? Optional.of(Firewalld.of(spec, rules.ranges())) : Optional.empty();
        boolean isShared = spec.networkIsolation() == NetworkIsolation.SHARED;
        NetworkScript network = new NetworkScript(
                spec.name(),
                rules,
                firewall.backend(),
                firewalld.map(Firewalld::zone),
                bridge,
                isShared ? Optional.empty() : Optional.of(IsolatedNetwork.name(spec)),
                spec.networkUnit(),
                spec.configurationDirectory());
        return new Forwarding(
                spec,
                bridge,
                network,
                firewalld,
                firewall.backend().usesNftables() ? Optional.of(new NftablesService(spec)) : Optional.empty());
    }

    /** Docker 1.10 has no pool, and the bridge's IPv4 range alone: the other ranges would be another program's. */
    private static FirewallRules rules(DaemonSpec spec, BridgeSpec bridge, ForeignBridges others) {
        boolean hasPool = spec.engineDialect() == EngineDialect.DOCKERD;
        List<Subnet> networks = new ArrayList<>(List.of(bridge.address().subnet()));
        bridge.ipv6Address()
                .filter(ignored -> hasPool)
                .map(InterfaceAddress::subnet)
                .ifPresent(networks::add);
        List<NetworkPool> pools = hasPool ? List.of(pool(spec.addressPool(bridge))) : List.of();
        return new FirewallRules(spec.firewallChain(), networks, pools, spec.traffic(), others);
    }

    private static NetworkPool pool(AddressPool pool) {
        return new NetworkPool(pool.base(), pool.size());
    }

    ControlScript script() {
        return network.script();
    }

    private Stream<ManagedFile> files() {
        return Stream.concat(network.files().stream(), Stream.of(script().file()));
    }

    @Override
    public List<Resource> resources() {
        return Stream.concat(files(), firewalld.stream().map(Firewalld::file))
                .<Resource>map(file -> file)
                .toList();
    }

    /** Changed rules interrupt no job. */
    @Override
    public List<ManagedUnit> units() {
        ManagedUnit unit = ManagedUnit.of(spec.networkUnit(), unit().text())
                .reading(files().toArray(ManagedFile[]::new))
                .withoutInterruption();
        return Stream.of(
                        Stream.of(unit),
                        firewalld.stream().map(part -> part.unit(script())),
                        nftables.stream().map(NftablesService::unit))
                .flatMap(units -> units)
                .toList();
    }

    /** The rules come first. */
    @Override
    public UnitFile inService(UnitFile service) {
        String unit = spec.networkUnit().toString();
        return service.add("Unit", "After", unit)
                .add("Unit", "Wants", unit)
                .add("Service", "ExecStartPre", script().call("prepare"));
    }

    /** Without an address for containers in {@code fixed-cidr-v6}, a daemon with IPv6 does not start. */
    @Override
    public void configure(ObjectNode configuration) {
        bridge.ipv6Address()
                .ifPresent(address -> configuration
                        .put("ipv6", true)
                        .put("fixed-cidr-v6", address.subnet().toString()));
        if (!spec.traffic().publishedPorts()) {
            configuration.put("userland-proxy", false);
        }
    }

    /** Without a firewall's program, containers would have no network but their own. */
    @Override
    public void check(Planning planning) {
        if (FirewallBackend.find(planning.host()).isEmpty()) {
            planning.conflict(new Problem(
                    "firewall for daemon " + spec.name(),
                    "neither iptables nor nft",
                    "iptables, of either backend, or nft",
                    "install it, on Debian with \"apt-get install iptables\""));
        } else if (!spec.traffic().interContainerTraffic() && FirewallBackend.lacksNftables(planning.host())) {
            planning.conflict(new Problem(
                    "daemon " + spec.name() + ": interContainerTraffic",
                    "no program nft that the kernel answers",
                    "nft, which refuses what goes from port to port of a bridge",
                    "install it, on Debian with \"apt-get install nftables\""));
        }
        firewalld.ifPresent(part -> part.check(planning));
    }

    @Override
    public Optional<UnitDrift> drift(HostView host) {
        return UnitDrift.of(spec.networkUnit(), script(), host);
    }

    @Override
    public List<String> notes() {
        return firewalld.stream().flatMap(part -> part.notes().stream()).toList();
    }

    /**
     * Ordered after the first daemon, so that they do not make {@code DOCKER-USER} at the same time, and by nothing else
     * bound to it: while it is stopped, its policy for {@code FORWARD} stays.
     */
    UnitFile unit() {
        UnitFile unit = UnitFile.empty(spec.networkUnit().toString())
                .set("Unit", "Description", "Forwarding and NAT for the containers of " + spec.name())
                .set("Unit", "After", "docker.service firewalld.service " + NftablesService.VENDOR_UNIT)
                .set("Unit", "Before", spec.serviceUnit().toString())
                .set("Service", "Type", "oneshot")
                .set("Service", "RemainAfterExit", "yes");
        if (nftables.isPresent()) {
            unit = unit.set("Unit", "ReloadPropagatedFrom", NftablesService.VENDOR_UNIT);
        }
        return unit.set("Service", "ExecStart", script().call("start"))
                .set("Service", "ExecReload", script().call("start"))
                .set("Service", "ExecStop", "-" + script().call("stop"))
                .set("Install", "WantedBy", "multi-user.target")
                .comment(UnitComment.of(spec, "generated"));
    }
}
