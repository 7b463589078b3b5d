package dev.outboard.systemd.proof;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.outboard.core.host.Host;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.ExecResult;

/**
 * A container resolves the name of a server.
 *
 * @param daemon the second daemon
 * @param destination the server
 */
record ResolutionProof(DaemonSpec daemon, ProbeTarget destination) implements CanaryProof {
    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    @Override
    public String claim() {
        return "containers of " + daemon.name() + " resolve " + destination.host();
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        ExecResult answer =
                canary.run("/usr/bin/timeout", Canary.PATIENCE, "/usr/bin/getent", "ahosts", destination.host());
        return answer.isSuccess()
                ? new Evidence(true, WORDS.split(answer.output()).iterator().next())
                : new Evidence(
                        false,
                        "no answer; the host's /etc/resolv.conf or addDns(..) must name a server that they reach");
    }
}
