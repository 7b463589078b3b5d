package dev.outboard.runner.process;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.Systemctl;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.UnitState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * systemd, as it runs a runner's unit. The unit itself says that a stop is SIGQUIT. SIGKILL is systemd's, for a runner that
 * does not end at all.
 *
 * @param unit the unit
 */
record SystemdSupervisor(UnitName unit) implements Supervisor {
    @Override
    public String subject() {
        return unit.toString();
    }

    @Override
    public boolean isRunning(HostView host) {
        return UnitState.readFrom(host, List.of(unit))
                .filter(states -> states.values().stream().anyMatch(UnitState::isActive))
                .isPresent();
    }

    @Override
    public List<Step> drain(Drain drain) {
        return List.of(
                new AwaitJobs(this, drain),
                new RunCommand(stop().withTimeout(drain.limits().untilKilled()), Undo.NOTHING));
    }

    @Override
    public List<Change> removal(Owned owned, List<Step> drain, Planning removal) {
        List<Change> changes = new ArrayList<>();
        if (!drain.isEmpty()) {
            changes.add(Change.of(owned.id(), Action.RESTART, drain)
                    .about(subject())
                    .because("it goes once its jobs have ended"));
        }
        changes.addAll(SystemdUnits.removal(owned, removal));
        return changes;
    }

    private Command stop() {
        return Systemctl.stop(List.of(unit));
    }

    private Command terminate() {
        return Systemctl.terminate(List.of(unit));
    }

    private record AwaitJobs(SystemdSupervisor systemd, Drain drain) implements Step {
        @Override
        public String describe() {
            return "$ timeout " + drain.limits().jobs().toSeconds() + " " + systemd.stop() + " || "
                    + systemd.terminate();
        }

        @Override
        public void perform(Host host) {
            perform(host, progress -> {});
        }

        @Override
        public void perform(Host host, Consumer<? super String> progress) {
            drain.await(progress);
            try {
                host.run(systemd.stop().withTimeout(drain.limits().jobs()));
            } catch (CommandFailedException failure) {
                if (failure.exitStatus().isPresent()) {
                    throw failure;
                }
                // systemd continues the stop, also when no caller waits for it
                drain.giveUp(systemd.subject(), progress);
                host.run(systemd.terminate());
            }
        }

        @Override
        public Undo undo() {
            return Undo.after(Systemctl.start(List.of(systemd.unit)));
        }
    }
}
