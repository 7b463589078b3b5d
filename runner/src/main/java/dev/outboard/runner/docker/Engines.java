package dev.outboard.runner.docker;

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
}
