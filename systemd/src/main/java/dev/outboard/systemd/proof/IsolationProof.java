package dev.outboard.systemd.proof;

import dev.outboard.core.host.Host;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Neither daemon lists a container of the other.
 *
 * @param engines the way to daemons
 * @param daemon the second daemon
 */
record IsolationProof(Engines engines, DaemonSpec daemon) implements CanaryProof {
    @Override
    public String claim() {
        return "containers of " + daemon.name() + " and of the first daemon do not see one another";
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        if (!FirstDaemon.runs(host)) {
            return new Evidence(true, "no first daemon runs on this host");
        }
        Set<String> seenBySecond = ids(daemon.socket());
        Set<String> seenByFirst = ids(FirstDaemon.SOCKET);
        if (!seenBySecond.contains(canary.id())) {
            return new Evidence(false, "the second daemon does not list a container that was just made on it");
        }
        Set<String> shared = new TreeSet<>(seenByFirst);
        shared.retainAll(seenBySecond);
        return shared.isEmpty()
                ? new Evidence(
                        true,
                        "one made on the second is seen only there; of the first's " + seenByFirst.size()
                                + ", the second sees 0")
                : new Evidence(false, "both list " + shared);
    }

    private Set<String> ids(SocketPath socket) {
        return new DaemonAccess(engines, socket)
                .ask(Engine::containers).stream().map(ContainerSummary::id).collect(Collectors.toSet());
    }
}
