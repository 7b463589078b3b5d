package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.vendor.HostContainerd;
import java.util.List;

/**
 * A containerd that the engine starts itself. An engine that is told of none looks for the host's first, and takes it if
 * its socket is there; then the daemon may not start, today or on the day when somebody installs one.
 *
 * @param daemon the daemon
 */
record EmbeddedContainerd(DaemonContext daemon) implements DaemonPart {
    private static final AbsolutePath HOSTS_SOCKET = HostContainerd.SOCKET;

    @Override
    public UnitFile inService(UnitFile service) {
        String script = "if [ -e " + HOSTS_SOCKET + " ]; then echo 'the daemon does not start, for it would take "
                + "the containerd at " + HOSTS_SOCKET + " and not one of its own' >&2; exit 1; fi";
        return ContainerdOption.removedFrom(service)
                .add("Service", "ExecStartPre", ExecLine.quote(List.of("/bin/sh", "-c", script)));
    }

    @Override
    public void check(Planning planning) {
        if (planning.host().status(HOSTS_SOCKET).isPresent()) {
            planning.conflict(new Problem(
                    "containerd of daemon " + daemon.spec().name(),
                    "EMBEDDED, and a containerd of the host at " + HOSTS_SOCKET,
                    "a host without one: every engine takes it, up to the newest, and then starts none itself",
                    "choose containerd(OWN), which is as much the daemon's own"));
        }
    }
}
