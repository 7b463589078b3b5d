package dev.outboard.runner.process;

import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.receipt.Owned;
import dev.outboard.systemd.docker.Engines;
import java.util.List;
import java.util.function.Function;

/**
 * Removes a process of GitLab Runner once its jobs have ended.
 *
 * @param name the name of the kind
 * @param engines the way to the daemons
 * @param supervisors what runs the process of a name
 */
record ProcessRemoval(String name, Engines engines, Function<String, Supervisor> supervisors) implements ResourceKind {
    @Override
    public Removal remove(Owned owned, Planning removal) {
        Supervisor supervisor = supervisors.apply(owned.id().name());
        List<Step> drain = supervisor.isRunning(removal.host())
                ? supervisor.drain(
                        new Drain(DrainLimits.readFrom(owned), RunningJobs.readFrom(engines, owned, removal.host())))
                : List.of();
        return Removal.of(supervisor.removal(owned, drain, removal));
    }
}
