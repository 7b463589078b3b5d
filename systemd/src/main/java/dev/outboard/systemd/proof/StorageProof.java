package dev.outboard.systemd.proof;

import dev.outboard.core.host.Host;
import dev.outboard.systemd.daemon.DaemonSpec;

/**
 * What a container's file system is made of lies below the daemon's root.
 *
 * @param daemon the second daemon
 */
record StorageProof(DaemonSpec daemon) implements CanaryProof {
    @Override
    public String claim() {
        return "images and containers of " + daemon.name() + " lie below " + daemon.root();
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        return MountedRoot.of(canary.run("/usr/bin/cat", "/proc/self/mountinfo").output())
                .evidence(daemon);
    }
}
