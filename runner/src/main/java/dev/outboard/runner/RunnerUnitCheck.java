package dev.outboard.runner;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.host.Host;
import dev.outboard.systemd.UnitState;
import java.util.List;

/**
 * A runner's unit runs.
 *
 * @param process the process in it
 */
record RunnerUnitCheck(HostProcess process) implements Check {
    @Override
    public String name() {
        return process + " runs";
    }

    @Override
    public List<Finding> run(Host host) {
        return UnitState.readFrom(host, List.of(process.unit())).stream()
                .flatMap(states -> states.values().stream())
                .map(state -> new Finding(name(), state.isActive(), "systemd finds it " + state.activity()))
                .toList();
    }
}
