package dev.outboard.runner.process;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.receipt.Owned;
import dev.outboard.systemd.docker.Engines;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The life cycle of a process of GitLab Runner on a host, in a container or under a unit. It ends only once its jobs have
 * ended, or are given up: before it is replaced or restarted, before a daemon restarts on which it has jobs ({@link
 * DrainBeforeRestart}), and before it is removed ({@link ProcessRemoval}). A receipt remembers where its jobs are and how
 * long they may take, since a removal has no spec.
 */
public sealed interface ProcessLifeCycle extends Resource permits RunnerContainer, RunnerUnit {

    /** The way to the daemons. */
    Engines engines();

    /** The process with its runners and their daemons. */
    ProcessWithRunners served();

    /** What runs the process. */
    Supervisor supervisor();

    /** Starts the process again after it was drained. */
    List<Step> start();

    /** What a receipt remembers beside the jobs. */
    default Map<String, String> attributes(Planning planning) {
        return ImmutableMap.of();
    }

    /** Whether the process runs while a plan is made. */
    default boolean isRunning(Planning planning) {
        return supervisor().isRunning(planning.host());
    }

    /** The first half of a restart: the process ends once its jobs have ended. The caller adds the reason. */
    default Change drain(Planning planning) {
        return drain(DrainLimits.of(served().process()), planning);
    }

    /** The same within other limits than those of the spec. */
    default Change drain(DrainLimits limits, Planning planning) {
        return restart(supervisor().drain(new Drain(limits, RunningJobs.of(engines(), served(), planning.host()))));
    }

    /** The second half of a restart whose first half was before that of a daemon. */
    default Change comeBack() {
        return restart(start()).because("it comes back after its daemon");
    }

    private Change restart(List<Step> steps) {
        return Change.of(id(), Action.RESTART, steps).about(supervisor().subject());
    }

    @Override
    default Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>(attributes(planning));
        RunningJobs.remember(served(), attributes);
        DrainLimits.of(served().process()).remember(attributes);
        return Owned.of(id(), attributes);
    }
}
