package dev.outboard.systemd.proof;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.platform.ControlGroups;
import dev.outboard.systemd.slice.ContainerGroup;
import dev.outboard.systemd.slice.LimitsInForce;
import java.util.List;

/**
 * The kernel has a container in the daemon's slice, and has the limits of the slice.
 *
 * @param daemon the second daemon
 */
record SliceProof(DaemonSpec daemon) implements CanaryProof {
    @Override
    public String claim() {
        return daemon.resourceLimits().equals(ResourceLimits.UNLIMITED)
                ? "containers of " + daemon.name() + " are in " + daemon.sliceUnit()
                : daemon.sliceUnit() + " limits containers of " + daemon.name() + " to " + daemon.resourceLimits();
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        ContainerGroup group = group(canary, host);
        String paths = String.join(", ", group.relevantPaths());
        if (!group.isBelow(daemon.sliceUnit())) {
            return new Evidence(
                    false,
                    "one is in " + paths + "; \"systemctl restart " + daemon.serviceUnit()
                            + "\" lets the daemon read its configuration again");
        }
        LimitsInForce limits =
                LimitsInForce.readFrom(host, daemon.sliceUnit(), daemon.resourceLimits(), group.unified());
        return limits.missing().isEmpty()
                ? new Evidence(true, paths + evidence(limits.found()))
                : new Evidence(
                        false,
                        String.join("; ", limits.missing()) + "; \"systemctl cat " + daemon.sliceUnit()
                                + "\" shows who else sets it, and \"systemctl daemon-reexec\" lets systemd look for"
                                + " controllers again");
    }

    private static String evidence(List<String> found) {
        return found.isEmpty() ? "" : "; " + String.join(", ", found);
    }

    /** What the container itself sees may begin at its own group, cgroup_namespaces(7). */
    private static ContainerGroup group(Canary canary, Host host) {
        return host.ask(Query.of("cat", "/proc/" + canary.processId() + "/cgroup"))
                .map(CommandResult::requireSuccess)
                .map(answer -> ContainerGroup.of(
                        answer.output(), ControlGroups.readFrom(host).unified()))
                .orElseThrow(() ->
                        new HostException("the host has no running state to look at", "verify on the host itself"));
    }
}
