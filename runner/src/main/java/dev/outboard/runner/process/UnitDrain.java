package dev.outboard.runner.process;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.host.Host;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.Systemctl;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends a runner's unit after its jobs, as {@link Drain} ends a container: the unit itself says that a stop is SIGQUIT, and
 * jobs that take longer than the limit are ended by SIGTERM, of which the runner tells GitLab. SIGKILL is systemd's, for a
 * runner that does not end at all.
 *
 * @param unit the unit
 * @param limits how long it may take
 * @param jobs what it may wait for
 */
record UnitDrain(UnitName unit, DrainLimits limits, RunningJobs jobs) {
    private static final CleanLog log = CleanLog.of(UnitDrain.class);

    /** Leaves the unit stopped. */
    List<Step> steps() {
        return List.of(new AwaitJobs(this), new RunCommand(stop().withTimeout(limits.untilKilled()), Undo.NOTHING));
    }

    private Command stop() {
        return Systemctl.stop(List.of(unit));
    }

    private Command terminate() {
        return Systemctl.terminate(List.of(unit));
    }

    private void awaitJobs(Host host, Consumer<? super String> progress) {
        progress.accept("waits up to " + limits.jobsInWords() + " for " + jobs.describe());
        try {
            host.run(stop().withTimeout(limits.jobs()));
        } catch (CommandFailedException failure) {
            if (failure.exitStatus().isPresent()) {
                throw failure;
            }
            // systemd continues the stop, also when no caller waits for it
            String givenUp = "runner " + unit + " did not end within " + limits.jobsInWords() + ", so it is given up: "
                    + jobs.describe();
            progress.accept(givenUp);
            log.warn("{}", givenUp);
            host.run(terminate());
        }
    }

    private record AwaitJobs(UnitDrain drain) implements Step {
        @Override
        public String describe() {
            return "$ timeout " + drain.limits.jobs().toSeconds() + " " + drain.stop() + " || " + drain.terminate();
        }

        @Override
        public void perform(Host host) {
            perform(host, progress -> {});
        }

        @Override
        public void perform(Host host, Consumer<? super String> progress) {
            drain.awaitJobs(host, progress);
        }

        @Override
        public Undo undo() {
            return Undo.after(Systemctl.start(List.of(drain.unit)));
        }
    }
}
