package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.UnitName;
import dev.outboard.core.verify.Finding;
import dev.outboard.systemd.ReplacedProgram;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proof that a daemon and its containerd run the programs that are installed, and not those of before an upgrade.
 *
 * @param spec the daemon
 */
public record RunningProgramsCheck(DaemonSpec spec) implements Check {
    private static final UnitName SYSTEM_CONTAINERD = UnitName.of("containerd.service");

    @Override
    public String name() {
        return spec.name() + " runs the programs that are installed";
    }

    @Override
    public List<Finding> run(Host host) {
        List<String> faults = UnitState.readFrom(host, units()).map(Map::values).stream()
                .flatMap(states -> states.stream().flatMap(state -> fault(state, host).stream()))
                .toList();
        return List.of(new Finding(
                name(), faults.isEmpty(), faults.isEmpty() ? "none was replaced" : String.join("; ", faults)));
    }

    private List<UnitName> units() {
        return switch (spec.containerd()) {
            case SYSTEM -> List.of(spec.serviceUnit(), SYSTEM_CONTAINERD);
            case OWN -> List.of(spec.serviceUnit(), spec.containerdUnit());
            case EMBEDDED -> List.of(spec.serviceUnit());
        };
    }

    private static Optional<String> fault(UnitState state, HostView host) {
        return ReplacedProgram.of(state, host)
                .map(program -> state.name() + " still runs the " + program.path() + " of before an upgrade; "
                        + remedy(state.name()));
    }

    /** The host's containerd is not ours to restart; its containers go on meanwhile. */
    private static String remedy(UnitName unit) {
        return unit.equals(SYSTEM_CONTAINERD)
                ? "\"systemctl restart " + unit + "\" starts the new one, and interrupts no container"
                : "apply the plan again, which restarts it";
    }
}
