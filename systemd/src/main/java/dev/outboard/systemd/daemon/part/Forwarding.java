package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.Firewall;
import dev.outboard.network.FirewallBackend;
import dev.outboard.network.ForwardingCommands;
import dev.outboard.network.ForwardingRules;
import dev.outboard.network.NetworkPool;
import dev.outboard.network.OtherBridges;
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
 * @param rules the rules of the daemon's own addresses
 * @param commands what puts them in place
 * @param firewalld what is needed beside them on a host that has firewalld
 * @param nftables what is needed beside them where rules are those of nft
 */
public record Forwarding(
        DaemonSpec spec,
        BridgeSpec bridge,
        ForwardingRules rules,
        ForwardingCommands commands,
        Optional<Firewalld> firewalld,
        Optional<NftablesService> nftables)
        implements DaemonPart {
    static Forwarding of(DaemonSpec spec, BridgeSpec bridge, Firewall firewall) {
        ForwardingRules rules = rules(spec, bridge, firewall.bridges().without(bridge.name()));
        return new Forwarding(
                spec,
                bridge,
                rules,
                ForwardingCommands.of(firewall.backend(), rules),
                firewall.firewalld() ? Optional.of(Firewalld.of(spec, rules.ranges())) : Optional.empty(),
                firewall.backend().usesNftables() ? Optional.of(new NftablesService(spec)) : Optional.empty());
    }

    /** Docker 1.10 has no pool, and the bridge's IPv4 range alone: the other ranges would be somebody else's. */
    private static ForwardingRules rules(DaemonSpec spec, BridgeSpec bridge, OtherBridges others) {
        boolean hasPool = spec.engineDialect() == EngineDialect.DOCKERD;
        List<Subnet> networks = new ArrayList<>(List.of(bridge.address().subnet()));
        bridge.ipv6Address()
                .filter(ignored -> hasPool)
                .map(InterfaceAddress::subnet)
                .ifPresent(networks::add);
        List<NetworkPool> pools = hasPool ? List.of(pool(spec.addressPool(bridge))) : List.of();
        return new ForwardingRules(spec.firewallChain(), networks, pools, spec.traffic(), others);
    }

    private static NetworkPool pool(AddressPool pool) {
        return new NetworkPool(pool.base(), pool.size());
    }

    private Stream<ManagedFile> files() {
        return commands.files().entrySet().stream()
                .map(file -> ManagedFile.ofText(spec.configurationDirectory().resolve(file.getKey()), file.getValue()));
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
        ManagedUnit network = ManagedUnit.of(spec.networkUnit(), unit().text())
                .reading(files().toArray(ManagedFile[]::new))
                .withoutInterruption();
        return Stream.of(
                        Stream.of(network),
                        firewalld.stream().map(Firewalld::unit),
                        nftables.stream().map(NftablesService::unit))
                .flatMap(units -> units)
                .toList();
    }

    /** The rules come first. */
    @Override
    public UnitFile inService(UnitFile service) {
        String unit = spec.networkUnit().toString();
        UnitFile ordered = service.add("Unit", "After", unit).add("Unit", "Wants", unit);
        return hasIpv6() ? ordered.add("Service", "ExecStartPre", "-" + shell(searchForNoDuplicates())) : ordered;
    }

    private boolean hasIpv6() {
        return bridge.ipv6Address().isPresent() && spec.engineDialect() == EngineDialect.DOCKERD;
    }

    /**
     * The engine gives a bridge with IPv6 the address fe80::1. Without a container in it, the kernel would for ever look
     * whether somebody else has it, and networkd wait for the end of that.
     */
    private String searchForNoDuplicates() {
        return "echo 0 >/proc/sys/net/ipv6/conf/" + bridge.name() + "/accept_dad";
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
        if (planning.host().isRecording()) {
            return;
        }
        if (FirewallBackend.find(planning.host()).isEmpty()) {
            planning.conflict(new Problem(
                    "firewall for daemon " + spec.name(),
                    "neither iptables nor nft",
                    "iptables, of either backend, or nft",
                    "install it, on Debian with \"apt-get install iptables\""));
        } else if (!spec.traffic().interContainerTraffic() && !FirewallBackend.hasNftables(planning.host())) {
            planning.conflict(new Problem(
                    "daemon " + spec.name() + ": interContainerTraffic",
                    "no program nft that the kernel answers",
                    "nft, which refuses what goes from port to port of a bridge",
                    "install it, on Debian with \"apt-get install nftables\""));
        }
        firewalld.ifPresent(part -> part.check(planning));
    }

    /**
     * What is wrong with the rules in force.
     *
     * @param host the host
     * @return one line for each fault; empty if the host only records
     */
    public Optional<List<String>> faults(HostView host) {
        return commands.faults(host)
                .map(faults -> Stream.concat(
                                faults.stream(), firewalld.stream().flatMap(part -> part.zone().faults(host).stream()))
                        .toList());
    }

    @Override
    public Optional<UnitDrift> drift(HostView host) {
        try {
            return faults(host).map(faults -> new UnitDrift(spec.networkUnit(), faults));
        } catch (CommandFailedException notPermitted) {
            return Optional.empty();
        }
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
        List<String> start = new ArrayList<>();
        List<String> stop = new ArrayList<>(commands.stop(isRestarted()));
        firewalld.map(Firewalld::zone).ifPresent(zone -> start.add(zone.await()));
        start.addAll(commands.start(spec.configurationDirectory()));
        firewalld.map(Firewalld::zone).ifPresent(zone -> {
            start.addAll(zone.start());
            stop.addAll(zone.stop());
        });
        if (nftables.isPresent()) {
            unit = unit.set("Unit", "ReloadPropagatedFrom", NftablesService.VENDOR_UNIT);
        }
        for (String line : start) {
            unit = unit.add("Service", "ExecStart", shell(line));
        }
        for (String line : start) {
            unit = unit.add("Service", "ExecReload", shell(line));
        }
        for (String line : stop) {
            unit = unit.add("Service", "ExecStop", "-" + shell(line));
        }
        return unit.set("Install", "WantedBy", "multi-user.target").comment(UnitComment.of(spec, "generated"));
    }

    /** While a unit stops, its job tells whether it shall start again. */
    private String isRestarted() {
        return "systemctl list-jobs --full --no-legend " + spec.networkUnit() + " | grep --quiet \" restart \"";
    }

    private static String shell(String line) {
        return ExecLine.quote(List.of("/bin/sh", "-c", line));
    }
}
