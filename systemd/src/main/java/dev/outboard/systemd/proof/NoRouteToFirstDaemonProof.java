package dev.outboard.systemd.proof;

import dev.outboard.core.host.Host;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import java.util.List;

/**
 * No packet comes from a container of the second daemon to one of the first: a host that it reaches answers, if only that nothing
 * listens.
 *
 * @param engines the way to daemons
 * @param daemon the second daemon
 */
record NoRouteToFirstDaemonProof(Engines engines, DaemonSpec daemon) implements CanaryProof {
    /** The port of "discard" (RFC 863), where hardly anybody listens. */
    private static final int PORT = 9;

    /** A host on the same network answers at once. */
    private static final String PATIENCE = "1";

    /** A path to one is a path to each in its network; each that does not answer takes its time. */
    private static final int SAMPLE = 3;

    @Override
    public String claim() {
        return "containers of " + daemon.name() + " do not reach those of the first daemon";
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        if (!FirstDaemon.runs(host)) {
            return new Evidence(true, "no first daemon runs on this host");
        }
        List<String> addresses = addresses();
        if (addresses.isEmpty()) {
            return new Evidence(true, "none of those that run there has an address");
        }
        List<String> reached = addresses.stream()
                .filter(address ->
                        ConnectionOutcome.of(canary, address, PORT, PATIENCE).isAnswer())
                .toList();
        return reached.isEmpty()
                ? new Evidence(true, "no answer from " + String.join(", ", addresses))
                : new Evidence(
                        false,
                        "an answer from " + String.join(", ", reached) + "; \"systemctl reload " + daemon.networkUnit()
                                + "\" puts the rules back that refuse it");
    }

    private List<String> addresses() {
        return DaemonAccess.first(engines).ask(Engine::containers).stream()
                .map(ContainerSummary::addresses)
                .flatMap(List::stream)
                .limit(SAMPLE)
                .toList();
    }
}
