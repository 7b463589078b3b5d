package dev.outboard.systemd.daemon;

import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.ForwardingCommands;
import dev.outboard.network.ForwardingRules;
import dev.outboard.systemd.ManagedUnit;
import java.util.List;

/**
 * The way of a daemon's containers into the network, which the daemon itself does not make: rules of the firewall, and a
 * unit that puts them in place.
 *
 * @param spec the daemon
 * @param bridge its bridge
 */
record Forwarding(DaemonSpec spec, BridgeSpec bridge) implements DaemonPart {
    private static final String CHAIN_PREFIX = "OUTBOARD-";

    /** The longest name of a daemon whose chains the firewall takes. */
    static final int MAXIMUM_NAME_BYTES = ForwardingRules.MAXIMUM_CHAIN_BYTES - CHAIN_PREFIX.length();

    /** The rules of the daemon's own addresses. Docker 1.10 has no pool: the range would be somebody else's. */
    ForwardingRules rules() {
        Subnet subnet = bridge.address().subnet();
        List<Subnet> ranges = spec.engineDialect() == EngineDialect.DOCKERD
                ? List.of(subnet, Daemon.addressPool(spec, bridge).base())
                : List.of(subnet);
        return new ForwardingRules(CHAIN_PREFIX + spec.name(), ranges, spec.deniedRanges(), spec.egress());
    }

    ManagedFile file() {
        return ManagedFile.ofText(spec.configurationDirectory().resolve("forwarding.rules"), rules().text());
    }

    @Override
    public List<Resource> resources() {
        return List.of(file());
    }

    /** Changed rules interrupt no job. */
    @Override
    public List<ManagedUnit> units() {
        return List.of(ManagedUnit.of(spec.networkUnit(), unit().text())
                .reading(file())
                .withoutInterruption());
    }

    /** The rules come first. */
    @Override
    public UnitFile inService(UnitFile service) {
        String unit = spec.networkUnit().toString();
        return service.add("Unit", "After", unit).add("Unit", "Wants", unit);
    }

    /**
     * Ordered after the first daemon, so that they do not make {@code DOCKER-USER} at the same time, and by nothing else
     * bound to it: while it is stopped, its policy for {@code FORWARD} stays.
     */
    UnitFile unit() {
        UnitFile unit = UnitFile.empty(spec.networkUnit().toString())
                .set("Unit", "Description", "Forwarding and NAT for the containers of " + spec.name())
                .set("Unit", "After", "docker.service firewalld.service")
                .set("Unit", "Before", spec.serviceUnit().toString())
                .set("Service", "Type", "oneshot")
                .set("Service", "RemainAfterExit", "yes");
        ForwardingCommands commands = new ForwardingCommands(rules());
        for (String line : commands.start(file().path())) {
            unit = unit.add("Service", "ExecStart", shell(line));
        }
        for (String line : commands.stop()) {
            unit = unit.add("Service", "ExecStop", "-" + shell(line));
        }
        return unit.set("Install", "WantedBy", "multi-user.target").comment(DaemonUnits.origin(spec, "generated"));
    }

    private static String shell(String line) {
        return ExecLine.quote(List.of("/bin/sh", "-c", line));
    }
}
