package dev.outboard.systemd.slice;

import dev.outboard.core.failure.Problem;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.platform.ControlGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What limits need of a host: the controllers of its control groups that enforce them, cgroups(7). Pure. */
public final class LimitRequirements {
    private static final String UNIFIED = "boot the host with \"systemd.unified_cgroup_hierarchy=1\"";

    private LimitRequirements() {}

    /**
     * Finds the limits that a host can't enforce.
     *
     * @param limits the limits
     * @param groups the host's control groups
     * @return a problem for each, with its remedy
     */
    public static List<Problem> problems(ResourceLimits limits, ControlGroups groups) {
        List<Problem> problems = new ArrayList<>();
        for (Limit limit : Limit.of(limits)) {
            List<String> missing = limit.settings(groups.unified()).stream()
                    .map(ControlGroupFile::controller)
                    .filter(controller -> !groups.controllers().contains(controller))
                    .distinct()
                    .toList();
            if (limit.settings(groups.unified()).isEmpty()) {
                problems.add(new Problem(
                        limit.property(),
                        "control groups of version 1",
                        "those of version 2, which alone have "
                                + limit.version2().get(0).file(),
                        UNIFIED + ", or leave " + limit.property() + " out"));
            } else if (!missing.isEmpty()) {
                problems.add(missing(limit, missing.get(0), groups));
            }
        }
        return problems;
    }

    private static Problem missing(Limit limit, String controller, ControlGroups groups) {
        String version = groups.unified() ? "2" : "1";
        String found = groups.controllers().isEmpty()
                ? "none"
                : groups.controllers().stream().collect(Collectors.joining(" "));
        return new Problem(
                limit.property(),
                "control groups of version " + version + " with the controllers: " + found,
                "the controller \"" + controller + "\", which enforces " + limit.assignment(),
                remedy(limit, controller, groups));
    }

    /** Debian for small computers boots without memory; a container has what its host delegates to it. */
    private static String remedy(Limit limit, String controller, ControlGroups groups) {
        String kernel = controller.equals("memory")
                ? "boot the kernel with \"cgroup_enable=memory\""
                : groups.unified() ? "boot the kernel with \"cgroup_no_v1=all\"" : "mount it below /sys/fs/cgroup";
        return kernel + "; if the host is itself a container, have the controller delegated to it; or leave "
                + limit.property() + " out";
    }
}
