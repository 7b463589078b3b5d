package dev.outboard.systemd.proof;

import dev.outboard.core.host.Host;
import dev.outboard.systemd.daemon.DaemonSpec;

/**
 * A container that runs is in the containerd namespace of its daemon, and not in that of the first.
 *
 * @param daemon the second daemon
 */
record NamespaceProof(DaemonSpec daemon) implements CanaryProof {
    @Override
    public String claim() {
        return "containers of " + daemon.name() + " are in a namespace of its own";
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        return new ContainerdTasks(daemon).evidence(canary.id(), host);
    }
}
