package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.slice.LimitRequirements;
import dev.outboard.systemd.slice.SliceUnit;
import java.util.List;

/**
 * The slice of a daemon: the service is in it, and its containers are, since a limit on the service alone bounds no
 * container. Both need the engine to ask systemd for the containers' control groups: the parent that an engine with the
 * other driver would make of the same name is a directory somewhere else, in which nothing is limited.
 *
 * @param spec the daemon
 * @param platform what the host offers
 */
record DaemonSlice(DaemonSpec spec, Platform platform) implements DaemonPart {
    /** Pulled in by what is in it. Changed limits are set when systemd reads the file, and interrupt nothing. */
    @Override
    public List<ManagedUnit> units() {
        UnitFile unit = SliceUnit.render(
                        spec.sliceUnit(),
                        "The Docker daemon " + spec.name() + " and its containers",
                        spec.resourceLimits())
                .comment(DaemonUnits.origin(spec, "generated"));
        return List.of(ManagedUnit.of(spec.sliceUnit(), unit.text()).onDemand());
    }

    @Override
    public UnitFile inService(UnitFile service) {
        return placed(service, spec);
    }

    /** A service of a daemon that runs on and on, in the daemon's slice. */
    static UnitFile placed(UnitFile service, DaemonSpec spec) {
        return service.set("Service", "Slice", spec.sliceUnit().toString());
    }

    @Override
    public void configure(ObjectNode configuration) {
        configuration.putArray("exec-opts").add("native.cgroupdriver=systemd");
        configuration.put("cgroup-parent", spec.sliceUnit().toString());
    }

    @Override
    public void check(Planning planning) {
        LimitRequirements.problems(spec.resourceLimits(), platform.controlGroups())
                .forEach(problem -> planning.conflict(problem.of("daemon " + spec.name() + ": resourceLimits")));
    }
}
