package dev.outboard.runner.process;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.value.ContainerName;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.RestartPolicy;
import dev.outboard.systemd.docker.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ends a runner's container after its jobs: GitLab Runner takes no more of them on SIGQUIT and ends after the last one
 * (its documentation, "Signals"). Jobs that take longer than the limit are ended by SIGTERM, of which the runner tells
 * GitLab; SIGKILL, which leaves them on their daemon, is only for a runner that does not end at all.
 *
 * <p>{@code docker stop} is not used: it sends the signal that the image names, SIGQUIT for GitLab Runner's own images,
 * and when its patience is over it leaves the jobs behind by SIGKILL. The restart policy is taken away before, since
 * Docker starts a container again that ends of a signal other than the one that its image names.
 *
 * @param docker the daemon of the container
 * @param name the container
 * @param limits how long it may take
 * @param jobs what it may wait for
 * @param policy the restart policy that it has again if the drain is taken back, if that is known
 */
record Drain(
        DaemonAccess docker, ContainerName name, DrainLimits limits, RunningJobs jobs, Optional<RestartPolicy> policy) {
    private static final CleanLog log = CleanLog.of(Drain.class);

    /** The kernel ends a process at once, and the daemon then takes the container's mounts away. */
    private static final Duration KILLING = Duration.ofSeconds(40);

    /** Leaves the container there, ended, without a restart policy. */
    List<Step> steps() {
        return List.of(
                docker.step("update --restart no " + name, engine -> engine.updateRestart(name, RestartPolicy.NO))
                        .takenBack(comeBack()),
                docker.step("kill --signal QUIT " + name, engine -> engine.kill(name, Signal.QUIT)),
                docker.lineStep(waitOr(limits.jobs(), "kill --signal TERM " + name), this::awaitJobs),
                docker.lineStep(waitOr(limits.shutdown(), "kill " + name), this::awaitTermination));
    }

    private Undo comeBack() {
        Command start = docker.command("start", name.toString());
        return policy.map(known ->
                        Undo.after(docker.command("update", "--restart", known.toString(), name.toString()), start))
                .orElse(Undo.after(start));
    }

    private String waitOr(Duration time, String otherwise) {
        return "timeout " + time.toSeconds() + " " + docker.commandLine("wait " + name) + " || "
                + docker.commandLine(otherwise);
    }

    private void awaitJobs(Engine engine, Consumer<? super String> progress) {
        if (engine.awaitExit(name, Duration.ZERO).isEmpty()) {
            progress.accept("waits up to " + limits.jobsInWords() + " for " + jobs.describe());
        }
        if (engine.awaitExit(name, limits.jobs()).isEmpty()) {
            String givenUp = "runner " + name + " did not end within " + limits.jobsInWords() + ", so it is given up: "
                    + jobs.describe();
            progress.accept(givenUp);
            log.warn("{}", givenUp);
            engine.kill(name, Signal.TERM);
        }
    }

    private void awaitTermination(Engine engine, Consumer<? super String> progress) {
        Optional<Integer> status = engine.awaitExit(name, limits.shutdown());
        if (status.isEmpty()) {
            progress.accept("kills " + name + ", which did not heed SIGTERM for " + limits.shutdownInWords()
                    + "; what it had may be left on its daemon: " + jobs.describe());
            engine.kill(name, Signal.KILL);
            engine.awaitExit(name, KILLING);
        }
    }
}
