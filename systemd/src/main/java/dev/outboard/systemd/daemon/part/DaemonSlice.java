package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.slice.LimitRequirements;
import dev.outboard.systemd.slice.SliceUnit;
import java.util.List;

/**
 * The slice of a daemon: the service is in it, and its containers are, since a limit on the service alone bounds no
 * container. Both need the engine to ask systemd for the containers' control groups: the parent that an engine with the
 * other driver would make of the same name is a directory somewhere else, in which nothing is limited.
 *
 * @param daemon the daemon
 */
record DaemonSlice(DaemonContext daemon) implements DaemonPart {
    /** Pulled in by what is in it. Changed limits are set when systemd reads the file, and interrupt nothing. */
    @Override
    public List<ManagedUnit> units() {
        UnitFile unit = SliceUnit.render(
                        daemon.spec().sliceUnit(),
                        "The Docker daemon " + daemon.spec().name() + " and its containers",
                        daemon.spec().resourceLimits())
                .comment(daemon.unitComment("generated"));
        return List.of(ManagedUnit.of(daemon.spec().sliceUnit(), unit.text()).onDemand());
    }

    @Override
    public UnitFile inService(UnitFile service) {
        return placed(service, daemon.spec());
    }

    /** A service of a daemon that runs on and on, in the daemon's slice. */
    static UnitFile placed(UnitFile service, DaemonSpec spec) {
        return service.set("Service", "Slice", spec.sliceUnit().toString());
    }

    @Override
    public void configure(ObjectNode configuration) {
        configuration.putArray("exec-opts").add("native.cgroupdriver=systemd");
        configuration.put("cgroup-parent", daemon.spec().sliceUnit().toString());
    }

    @Override
    public void check(Planning planning) {
        LimitRequirements.problems(
                        daemon.spec().resourceLimits(), daemon.platform().controlGroups())
                .forEach(problem ->
                        planning.conflict(problem.of("daemon " + daemon.spec().name() + ": resourceLimits")));
    }
}
