package dev.outboard.systemd.daemon.host;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.vendor.HostContainerd;

/**
 * Removes a namespace from the host's containerd. containerd refuses that unless the namespace is empty; then it stays.
 *
 * @param name the namespace
 */
record RemoveContainerdNamespace(String name) implements Step {
    /** The client that the package of containerd brings. */
    static final AbsolutePath CLIENT = AbsolutePath.of("/usr/bin/ctr");

    private static final CleanLog log = CleanLog.of(RemoveContainerdNamespace.class);

    private Command command() {
        return Command.of(
                CLIENT.toString(), "--address", HostContainerd.SOCKET.toString(), "namespaces", "remove", name);
    }

    @Override
    public String describe() {
        return "$ " + command() + " || true";
    }

    @Override
    public void perform(Host host) {
        try {
            host.run(command());
        } catch (ProvisioningException refusal) {
            log.info("namespace {} of containerd stays: {}", name, refusal.problem());
        }
    }

    /** The engine makes it again when it starts. */
    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }
}
