package dev.outboard.runner.process;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.DaemonName;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import java.util.List;
import java.util.Optional;

/**
 * The end of a runner's process before its daemon is restarted. A job does not outlive that: even where the job's
 * containers live on, the runner loses its hold on them. So this stands before the daemon, and the process itself, which
 * comes back, after it. Both are the same resource.
 *
 * @param process the container or the unit
 * @param ground everything that stands before the process, with the daemon: what decides whether that is restarted
 */
public record DrainBeforeRestart(ProcessLifeCycle process, List<Resource> ground) implements Resource {

    /**
     * Creates a pause.
     *
     * @param process the container or the unit
     * @param ground everything that stands before it
     */
    public DrainBeforeRestart {
        ground = List.copyOf(ground);
    }

    @Override
    public ResourceId id() {
        return process.id();
    }

    @Override
    public boolean decidesPlace() {
        return false;
    }

    @Override
    public List<Change> changes(Planning planning) {
        boolean isOurs = planning.receipt().find(id()).isPresent();
        if (!isOurs || !process.isRunning(planning)) {
            return List.of();
        }
        return restarted(planning).stream()
                .map(daemon ->
                        process.drain(planning).because(daemon + " is restarted, which its jobs would not outlive"))
                .toList();
    }

    /** Plans ahead what comes after this. What it finds on the way is found again, and told of, then. */
    private Optional<DaemonName> restarted(Planning planning) {
        Planning ahead = planning.ahead();
        ground.forEach(ahead::changesOf);
        return process.served().daemons().stream()
                .map(DaemonSpec::name)
                .filter(name -> ahead.isInterrupted(Daemon.id(name)))
                .findFirst();
    }

    /** Until the process comes back, it is as it was. */
    @Override
    public Owned owned(Planning planning) {
        return planning.receipt().find(id()).orElseGet(() -> process.owned(planning));
    }
}
