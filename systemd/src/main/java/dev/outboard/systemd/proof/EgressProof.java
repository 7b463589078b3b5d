package dev.outboard.systemd.proof;

import dev.outboard.core.host.Host;
import dev.outboard.systemd.daemon.DaemonSpec;

/**
 * A container reaches a server, or does not where the daemon lets nothing out.
 *
 * @param daemon the second daemon
 * @param destination the server
 */
record EgressProof(DaemonSpec daemon, ProbeTarget destination) implements CanaryProof {
    @Override
    public String claim() {
        return "containers of " + daemon.name() + (daemon.traffic().egress() ? " reach " : " do not reach ")
                + destination;
    }

    /** A server that refuses the connection was reached: its answer came through. */
    @Override
    public Evidence prove(Canary canary, Host host) {
        ConnectionOutcome reaction =
                ConnectionOutcome.of(canary, destination.host(), destination.port(), Canary.PATIENCE);
        return new Evidence(
                reaction.isAnswer() == daemon.traffic().egress(),
                switch (reaction) {
                    case ACCEPTED -> "a connection was made";
                    case REFUSED -> "it answers, and refuses the connection";
                    case NONE -> "no answer in " + Canary.PATIENCE + " s" + cure();
                });
    }

    private String cure() {
        return daemon.traffic().egress() && !daemon.traffic().hostAccess()
                ? "; a server on this host itself needs TrafficPolicy's addAllowedHostPort(..)"
                : "";
    }
}
