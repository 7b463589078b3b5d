package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;

/** Asks engines of a host about themselves and their networks. */
@FunctionalInterface
public interface EngineQuestion {

    /**
     * Asks an engine if it runs. A service that is stopped must not be asked: socket activation would start it.
     *
     * @param socket where the engine listens
     * @param service the unit that starts it
     * @return its answer, in bounded time, or why there is none
     */
    EngineReply ask(SocketPath socket, UnitName service);
}
