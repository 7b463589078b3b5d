package dev.outboard.systemd.docker;

import dev.outboard.core.host.Host;
import dev.outboard.core.value.SocketPath;

/** Where engines come from: real ones, recorded ones, or simulated ones for tests. */
@FunctionalInterface
public interface Engines {

    /**
     * The daemons of a host. They are reached over the host's unix sockets where the host says how; on a {@link
     * dev.outboard.core.host.StagedHost}, where none runs yet, {@code docker} commands are recorded instead. No container
     * and no image is there then.
     *
     * @param host where; it stays open until the caller closes it
     * @return the engines; opening one fails if this program can't reach sockets of the host
     */
    static Engines of(Host host) {
        return new HostEngines(host);
    }

    /**
     * The daemon behind a socket. Nothing is sent before the first call on the engine, so the daemon need not run yet.
     *
     * @param socket where the daemon listens
     * @return the engine, to be closed by the caller
     */
    Engine open(SocketPath socket);

    /**
     * The daemon behind a socket, for questions that one that works answers at once. Another program may listen there, or
     * the daemon may hang, and that must not take minutes to find out.
     *
     * @param socket where the daemon listens
     * @return the engine, which waits for an answer for seconds only where it knows how to; to be closed by the caller
     */
    default Engine openForQuestions(SocketPath socket) {
        return open(socket);
    }
}
