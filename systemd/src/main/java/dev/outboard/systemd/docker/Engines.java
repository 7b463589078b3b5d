package dev.outboard.systemd.docker;

import dev.outboard.core.value.SocketPath;

/** Where engines come from: real ones, recorded ones, or simulated ones for tests. */
@FunctionalInterface
public interface Engines {

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
