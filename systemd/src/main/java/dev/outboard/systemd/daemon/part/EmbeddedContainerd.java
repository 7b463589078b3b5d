package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.vendor.HostContainerd;

/**
 * A containerd that the engine starts itself. An engine that is told of none looks for the host's first, and takes it if
 * its socket is there; then the daemon may not start, today or on the day when one is installed.
 *
 * @param daemon the daemon
 */
record EmbeddedContainerd(DaemonContext daemon) implements DaemonPart {
    private static final AbsolutePath HOSTS_SOCKET = HostContainerd.SOCKET;

    @Override
    public UnitFile inService(UnitFile service) {
        return ContainerdOption.removedFrom(service).add("Unit", "AssertPathExists", "!" + HOSTS_SOCKET);
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
