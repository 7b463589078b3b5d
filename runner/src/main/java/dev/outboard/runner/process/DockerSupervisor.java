package dev.outboard.runner.process;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.ContainerName;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Signal;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Docker, as it runs a runner's container. SIGKILL, which leaves jobs on their daemon, is only for a runner that does not
 * end at all.
 *
 * <p>{@code docker stop} is not used: it sends the signal that the image names, SIGQUIT for GitLab Runner's own images,
 * and when its patience is over it leaves the jobs behind by SIGKILL. The restart policy is taken away before, since
 * Docker starts a container again that ends of a signal other than the one that its image names.
 *
 * @param docker the daemon of the container
 * @param name the container
 * @param policy the restart policy that it has again if a drain is taken back, if that is known
 */
record DockerSupervisor(DaemonAccess docker, ContainerName name, Optional<RestartPolicy> policy) implements Supervisor {
    /** The kernel ends a process at once, and the daemon then takes the container's mounts away. */
    private static final Duration KILLING = Duration.ofSeconds(40);

    @Override
    public String subject() {
        return RunnerContainer.id(name).toString();
    }

    @Override
    public boolean isRunning(HostView host) {
        return docker.ask(engine -> engine.container(name))
                .filter(ContainerState::isRunning)
                .isPresent();
    }

    /** Leaves the container without a restart policy. */
    @Override
    public List<Step> drain(Drain drain) {
        DrainLimits limits = drain.limits();
        return List.of(
                docker.step("update --restart no " + name, engine -> engine.updateRestart(name, RestartPolicy.NO))
                        .takenBack(comeBack()),
                docker.step("kill --signal QUIT " + name, engine -> engine.kill(name, Signal.QUIT)),
                docker.lineStep(
                        waitOr(limits.jobs(), "kill --signal TERM " + name),
                        (engine, progress) -> awaitJobs(drain, engine, progress)),
                docker.lineStep(
                        waitOr(limits.shutdown(), "kill " + name),
                        (engine, progress) -> awaitTermination(drain, engine, progress)));
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

    private void awaitJobs(Drain drain, Engine engine, Consumer<? super String> progress) {
        if (engine.awaitExit(name, Duration.ZERO).isEmpty()) {
            drain.await(progress);
        }
        if (engine.awaitExit(name, drain.limits().jobs()).isEmpty()) {
            drain.giveUp(name.toString(), progress);
            engine.kill(name, Signal.TERM);
        }
    }

    private void awaitTermination(Drain drain, Engine engine, Consumer<? super String> progress) {
        DrainLimits limits = drain.limits();
        Optional<Integer> status = engine.awaitExit(name, limits.shutdown());
        if (status.isEmpty()) {
            progress.accept("kills " + name + ", which did not heed SIGTERM for " + limits.shutdownInWords()
                    + "; what it had may be left on its daemon: " + drain.jobs().describe());
            engine.kill(name, Signal.KILL);
            engine.awaitExit(name, KILLING);
        }
    }

    /** With what an apply that was ended may have left of the container before it. */
    @Override
    public List<Change> removal(Owned owned, List<Step> drain, Planning removal) {
        List<Step> steps = new ArrayList<>(drain);
        for (ContainerName each : List.of(name, ContainerReplacement.aside(name))) {
            docker.ask(engine -> engine.container(each))
                    .ifPresent(container -> steps.add(docker.step("rm --force " + each, engine -> engine.remove(each))
                            .takenBack(Undo.impossible("container " + each + " is removed"))));
        }
        return steps.isEmpty() ? List.of() : List.of(Change.of(owned.id(), Action.DELETE, steps));
    }
}
