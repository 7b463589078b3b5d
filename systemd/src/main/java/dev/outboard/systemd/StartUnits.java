package dev.outboard.systemd;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts or restarts units with one command. If that fails, the failure tells what the units logged when they started: systemctl
 * itself says no more than where to look.
 *
 * @param units which units, at least one
 * @param restart whether those that run are restarted
 * @param undo how it is taken back
 */
public record StartUnits(List<UnitName> units, boolean restart, Undo undo) implements Step {
    /**
     * Creates the step.
     *
     * @param units which units
     * @param restart whether those that run are restarted
     * @param undo how it is taken back
     */
    public StartUnits {
        units = List.copyOf(units);
    }

    private Command command() {
        return restart ? Systemctl.restart(units) : Systemctl.start(units);
    }

    @Override
    public String describe() {
        return "$ " + command();
    }

    @Override
    public void perform(Host host) {
        try {
            host.run(command());
        } catch (CommandFailedException failure) {
            throw explained(failure, host);
        }
    }

    private CommandFailedException explained(CommandFailedException failure, Host host) {
        List<UnitName> down = unitsThatDoNotRun(host);
        CommandFailedException explained = new CommandFailedException(
                failure.commandLine(),
                failure.exitStatus(),
                failure.exitStatus().isPresent()
                        ? "exit status " + failure.exitStatus().getAsInt()
                        : "no end after " + command().timeout().toSeconds() + " s",
                lines(failure, down, host),
                "correct what the lines say, then apply again; \"systemctl status " + down.get(0)
                        + "\" shows how it is now");
        explained.addSuppressed(failure);
        return explained;
    }

    /** A unit that systemd tries again is not failed but activating, and just as interesting. */
    private List<UnitName> unitsThatDoNotRun(Host host) {
        try {
            List<UnitName> down = UnitState.readFrom(host, units).stream()
                    .flatMap(states -> states.values().stream())
                    .filter(state -> !state.isActive())
                    .map(UnitState::name)
                    .toList();
            return down.isEmpty() ? units : down;
        } catch (HostException | CommandFailedException systemdIsGone) {
            return units;
        }
    }

    private static List<String> lines(CommandFailedException failure, List<UnitName> down, Host host) {
        List<String> lines = new ArrayList<>(failure.lastLines());
        for (UnitName unit : down) {
            List<String> logged = UnitJournal.ofLastStart(unit, host);
            if (!logged.isEmpty()) {
                lines.add("journal of " + unit + ":");
                lines.addAll(logged);
            }
        }
        return lines;
    }
}
