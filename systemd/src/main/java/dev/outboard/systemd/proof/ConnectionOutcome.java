package dev.outboard.systemd.proof;

import dev.outboard.systemd.docker.ExecResult;

/** What a container hears from a server that it connects to. */
enum ConnectionOutcome {
    ACCEPTED,
    /** Nothing listens there; the answer came through all the same. */
    REFUSED,
    NONE;

    private static final String CONNECT = "exec 3<>/dev/tcp/\"$0\"/\"$1\"";
    private static final String CONNECTION_REFUSED = "Connection refused";

    /**
     * Connects.
     *
     * @param canary the container
     * @param host a name or an address
     * @param port a TCP port
     * @param patience for how many seconds it waits
     */
    static ConnectionOutcome of(Canary canary, String host, int port, String patience) {
        ExecResult connection =
                canary.run("/usr/bin/timeout", patience, "/bin/bash", "-c", CONNECT, host, Integer.toString(port));
        if (connection.isSuccess()) {
            return ACCEPTED;
        }
        return connection.errors().contains(CONNECTION_REFUSED) ? REFUSED : NONE;
    }

    boolean isAnswer() {
        return this != NONE;
    }
}
