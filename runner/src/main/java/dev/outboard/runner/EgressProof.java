package dev.outboard.runner;

import dev.outboard.core.host.Host;
import dev.outboard.runner.docker.ExecResult;
import dev.outboard.systemd.daemon.DaemonSpec;

/**
 * A container reaches a server, or does not where the daemon lets nothing out.
 *
 * @param daemon the second daemon
 * @param destination the server
 */
record EgressProof(DaemonSpec daemon, Destination destination) implements CanaryProof {
    private static final String CONNECT = "exec 3<>/dev/tcp/\"$0\"/\"$1\"";
    private static final String REFUSED = "Connection refused";

    @Override
    public String claim() {
        return "containers of " + daemon.name() + (daemon.traffic().egress() ? " reach " : " do not reach ")
                + destination;
    }

    /** A server that refuses the connection was reached: its answer came through. */
    @Override
    public Evidence prove(Canary canary, Host host) {
        ExecResult connection = canary.run(
                "/usr/bin/timeout",
                Canary.PATIENCE,
                "/bin/bash",
                "-c",
                CONNECT,
                destination.host(),
                Integer.toString(destination.port()));
        boolean refused = connection.errors().contains(REFUSED);
        boolean reached = connection.isSuccess() || refused;
        String answer = refused ? "it answers, and refuses the connection" : "a connection was made";
        return new Evidence(
                reached == daemon.traffic().egress(),
                reached ? answer : "no answer in " + Canary.PATIENCE + " s" + cure());
    }

    private String cure() {
        return daemon.traffic().egress() && !daemon.traffic().hostAccess()
                ? "; a server on this host itself needs TrafficPolicy's addAllowedHostPort(..)"
                : "";
    }
}
