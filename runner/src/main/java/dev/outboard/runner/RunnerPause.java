package dev.outboard.runner;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.DaemonName;
import dev.outboard.runner.docker.ContainerState;
import dev.outboard.systemd.daemon.Daemon;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;
import java.util.Optional;

/**
 * The end of a runner's container before its daemon is restarted. A job does not outlive that: even where the job's
 * containers live on, the runner loses its hold on them. So this stands before the daemon, and the container itself, which
 * comes back, after it. Both are the same resource.
 *
 * @param container the runner's container
 * @param ground everything that stands before the container, with the daemon: what decides whether that is restarted
 */
record RunnerPause(RunnerContainer container, List<Resource> ground) implements Resource {

    /**
     * Creates a pause.
     *
     * @param container the runner's container
     * @param ground everything that stands before it
     */
    RunnerPause {
        ground = List.copyOf(ground);
    }

    @Override
    public ResourceId id() {
        return container.id();
    }

    @Override
    public List<Change> changes(Planning planning) {
        boolean isOurs = planning.receipt().find(id()).isPresent();
        if (!isOurs || !isRunning()) {
            return List.of();
        }
        return restarted(planning).stream()
                .map(daemon -> Change.of(id(), Action.RESTART, container.drain().steps())
                        .because(daemon + " is restarted, which its jobs would not outlive"))
                .toList();
    }

    private boolean isRunning() {
        return container
                .docker()
                .ask(engine -> engine.container(container.name()))
                .filter(ContainerState::isRunning)
                .isPresent();
    }

    /** Plans ahead what comes after this. What it finds on the way is found again, and told of, then. */
    private Optional<DaemonName> restarted(Planning planning) {
        Planning ahead = planning.ahead();
        ground.forEach(ahead::changesOf);
        return container.served().daemons().stream()
                .map(DaemonSpec::name)
                .filter(name -> ahead.isInterrupted(Daemon.id(name)))
                .findFirst();
    }

    @Override
    public Owned owned(Planning planning) {
        return container.owned(planning);
    }
}
