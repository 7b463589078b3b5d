package dev.outboard.systemd.daemon.part;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.host.ControlScript;
import dev.outboard.systemd.Systemctl;
import dev.outboard.systemd.UnitState;
import java.util.List;
import java.util.Optional;

/**
 * What a unit put on the host and is there no more. The unit puts it back when it is reloaded, and interrupts nothing.
 *
 * @param unit which unit
 * @param faults what is missing, a line each
 */
public record UnitDrift(UnitName unit, List<String> faults) {
    /**
     * Creates a drift.
     *
     * @param unit which unit
     * @param faults what is missing, a line each
     */
    public UnitDrift {
        faults = List.copyOf(faults);
    }

    /** What a script finds; empty if the host only records or does not let us look. */
    static Optional<UnitDrift> of(UnitName unit, ControlScript script, HostView host) {
        try {
            return script.faults(host).map(faults -> new UnitDrift(unit, faults));
        } catch (CommandFailedException notPermitted) {
            return Optional.empty();
        }
    }

    /**
     * Reloads the unit. One that starts anyway puts everything in place, and one that does not run has put nothing there.
     *
     * @param owner the resource that has the unit
     * @param planned the changes that are planned for it already
     * @param planning the plan
     * @return the change; empty if none is needed
     */
    public Optional<Change> repair(ResourceId owner, List<Change> planned, Planning planning) {
        boolean starts = planned.stream().anyMatch(change -> change.subject().contains(unit.toString()));
        boolean runs = UnitState.readFrom(planning.host(), List.of(unit))
                .filter(states -> states.values().stream().allMatch(UnitState::isActive))
                .isPresent();
        if (faults.isEmpty() || starts || !runs) {
            return Optional.empty();
        }
        return Optional.of(Change.of(
                        owner, Action.UPDATE, List.of(new RunCommand(Systemctl.reload(List.of(unit)), Undo.NOTHING)))
                .about(unit.toString())
                .because(String.join("; ", faults)));
    }

    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
