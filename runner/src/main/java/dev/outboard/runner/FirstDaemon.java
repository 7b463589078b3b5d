package dev.outboard.runner;

import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;
import dev.outboard.runner.docker.Engine;
import dev.outboard.runner.docker.Engines;
import dev.outboard.systemd.UnitState;
import java.util.List;

/**
 * What the daemon of the Docker package has on every host: its defaults, from dockerd(8) and the package's units. Nothing
 * of a stack may be the same.
 */
final class FirstDaemon {
    /** The socket that programs on the host use. */
    static final SocketPath SOCKET = SocketPath.of("/run/docker.sock");

    /** Every path that is its own, with what it is. */
    static final List<Claim> CLAIMS = List.of(
            Claim.of("data root", "/var/lib/docker"),
            Claim.of("exec root", "/run/docker"),
            Claim.of("pid file", "/run/docker.pid"),
            Claim.of("socket", "/run/docker.sock"),
            Claim.of("containerd's data", "/var/lib/containerd"),
            Claim.of("containerd's state", "/run/containerd"),
            Claim.of("configuration file", "/etc/docker/daemon.json"),
            Claim.of("client program", "/usr/bin/docker"),
            Claim.of("client program", "/bin/docker"));

    /** Its service. */
    static final UnitName SERVICE = UnitName.of("docker.service");

    private FirstDaemon() {}

    /** Whether it answers now. Only its service tells: a question to the socket of one that was stopped would start it. */
    static boolean runs(HostView host) {
        return host.status(SOCKET.path()).isPresent()
                && UnitState.readFrom(host, List.of(SERVICE))
                        .filter(states ->
                                states.values().stream().allMatch(state -> state.isActive() || !state.exists()))
                        .isPresent();
    }

    /** The bridges of its networks; none if it does not run, since then nobody tells. */
    static List<InterfaceName> bridges(Engines engines, HostView host) {
        if (host.isRecording() || !runs(host)) {
            return List.of();
        }
        try (Engine first = engines.open(SOCKET)) {
            return first.networks().stream()
                    .flatMap(network -> network.bridge().stream())
                    .toList();
        }
    }

    /**
     * The path that a path stands for on the host: {@code /var/run} leads to {@code /run}.
     *
     * @param path as written in a spec
     * @return as the kernel resolves it
     */
    static AbsolutePath resolved(AbsolutePath path) {
        String text = path.toString();
        return text.equals("/var/run") || text.startsWith("/var/run/")
                ? AbsolutePath.of(text.substring("/var".length()))
                : path;
    }

    /**
     * A path that belongs to a daemon.
     *
     * @param what what it is to the daemon
     * @param path where it is, resolved
     */
    record Claim(String what, AbsolutePath path) {
        static Claim of(String what, String path) {
            return new Claim(what, AbsolutePath.of(path));
        }

        /** Whether two daemons would use the same files: one path is the other, or lies below it. */
        boolean collidesWith(Claim other) {
            return path.startsWith(other.path) || other.path.startsWith(path);
        }
    }
}
