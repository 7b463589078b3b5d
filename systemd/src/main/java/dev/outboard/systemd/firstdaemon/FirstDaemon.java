package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the daemon of the Docker package has on every host: its defaults, from dockerd(8) and the package's units. Nothing
 * of a stack may be the same.
 */
public final class FirstDaemon {
    /** The socket that programs on the host use. */
    public static final SocketPath SOCKET = SocketPath.of("/run/docker.sock");

    /** Every path that is its own, with what it is. */
    public static final List<Claim> CLAIMS = List.of(
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
    public static final UnitName SERVICE = UnitName.of("docker.service");

    private static final AbsolutePath SOCKETS = AbsolutePath.of("/proc/net/unix");

    private FirstDaemon() {}

    /**
     * Whether it runs and can be asked.
     *
     * @param host the host
     * @return whether it runs
     */
    public static boolean runs(HostView host) {
        return silence(host, SOCKET, SERVICE).isEmpty();
    }

    /**
     * Why an engine is not asked: nothing listens, or only systemd does, so that the question would start the engine. Another
     * service may serve the socket of one that does not run, and a socket can outlive its engine, so the kernel tells.
     */
    private static Optional<String> silence(HostView host, SocketPath socket, UnitName service) {
        if (host.status(socket.path()).isEmpty()) {
            return Optional.of(
                    host.lacks(socket.path()) ? "there is no " + socket : "a staged tree has no running daemon");
        }
        List<UnitState> states = UnitState.readFrom(host, List.of(service, UnitName.socket(service.prefix()))).stream()
                .flatMap(answer -> answer.values().stream())
                .toList();
        if (states.isEmpty()) {
            return Optional.of("systemd can't be asked");
        }
        UnitState state = states.get(0);
        if (state.isActive() || (!states.get(1).isActive() && isListenedAt(host, socket))) {
            return Optional.empty();
        }
        return Optional.of(
                state.exists()
                        ? service + " is " + (state.isMasked() ? "masked" : state.activeState())
                        : "nothing listens on " + socket);
    }

    /**
     * proc_net(5), {@code /proc/net/unix}: a line ends with the path to which the socket was bound, and has the flag
     * {@code __SO_ACCEPTCON} while it listens.
     */
    private static boolean isListenedAt(HostView host, SocketPath socket) {
        return host.read(SOCKETS)
                .map(FileContent::text)
                .map(text -> text.lines()
                        .filter(line -> line.contains(" 00010000 "))
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .filter(path -> path.startsWith("/"))
                        .anyMatch(path -> resolved(AbsolutePath.of(path)).equals(socket.path())))
                .orElse(true);
    }

    /**
     * What belongs to it, by its own words, beside the stacks that are applied. An engine that does not answer does not
     * stop the plan: its configuration tells, and the profile has a note.
     *
     * @param engines the way to its engine, which is asked if it runs
     * @param host the host
     * @param others the services of second daemons, which are not the first one
     * @return its profile
     */
    public static FirstDaemonProfile profile(Engines engines, HostView host, Set<UnitName> others) {
        return FirstDaemonProfile.readFrom(host, (socket, service) -> ask(engines, host, socket, service), others);
    }

    private static EngineReply ask(Engines engines, HostView host, SocketPath socket, UnitName service) {
        try {
            return silence(host, socket, service).map(EngineReply::silence).orElseGet(() -> answer(engines, socket));
        } catch (ProvisioningException noAnswer) {
            return EngineReply.silence(noAnswer.problem());
        }
    }

    private static EngineReply answer(Engines engines, SocketPath socket) {
        try (Engine engine = engines.openForQuestions(socket)) {
            return EngineReply.of(engine.info(), engine.networks());
        }
    }

    /**
     * The path that a path stands for on the host: {@code /var/run} leads to {@code /run}.
     *
     * @param path as written in a spec
     * @return as the kernel resolves it
     */
    public static AbsolutePath resolved(AbsolutePath path) {
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
    public record Claim(String what, AbsolutePath path) {
        /**
         * Creates a claim.
         *
         * @param what what the path is to the daemon
         * @param path where it is, resolved
         * @return the claim
         */
        public static Claim of(String what, String path) {
            return new Claim(what, AbsolutePath.of(path));
        }

        /**
         * Whether two daemons would use the same files: one path is the other, or lies below it.
         *
         * @param other what belongs to the other daemon
         * @return whether they collide
         */
        public boolean collidesWith(Claim other) {
            return path.startsWith(other.path) || other.path.startsWith(path);
        }
    }
}
