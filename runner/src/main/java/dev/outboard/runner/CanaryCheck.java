package dev.outboard.runner;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.docker.ContainerSummary;
import dev.outboard.runner.docker.Engine;
import dev.outboard.runner.docker.Engines;
import dev.outboard.runner.docker.ExecResult;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What a container of a second daemon has and sees, proved by one that is made for it and taken away again: the first
 * daemon does not see it, its files are below the daemon's root, and it reaches what the stack names and resolves its
 * names. The first daemon is only looked at.
 *
 * @param engines the way to daemons
 * @param stack whose destinations are to be reached
 * @param daemon the second daemon
 */
record CanaryCheck(Engines engines, StackSpec stack, DaemonSpec daemon) implements Check {
    private static final String CONNECT = "exec 3<>/dev/tcp/\"$0\"/\"$1\"";
    private static final String REFUSED = "Connection refused";
    private static final String PATIENCE = "5";
    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    @Override
    public String name() {
        return "containers of " + daemon.name() + " work";
    }

    @Override
    public List<Finding> run(Host host) {
        List<Finding> findings = new ArrayList<>();
        try (Engine second = engines.open(daemon.socket());
                Canary canary = Canary.create(second, host)) {
            findings.add(attempt(
                    "containers of " + daemon.name() + " and of the first daemon do not see one another",
                    () -> isolation(second, canary, host)));
            canary.start();
            findings.add(attempt(
                    "images and containers of " + daemon.name() + " lie below " + daemon.root(),
                    () -> MountedRoot.of(canary.run("/usr/bin/cat", "/proc/self/mountinfo")
                                    .output())
                            .evidence(daemon)));
            if (DefaultsProof.concerns(daemon)) {
                findings.add(attempt(
                        "containers of " + daemon.name() + " have its defaults",
                        () -> new DefaultsProof(daemon, canary).evidence()));
            }
            for (Destination destination : Destination.of(stack, daemon, host)) {
                if (destination.isNamed() && daemon.egress()) {
                    findings.add(attempt(
                            "containers of " + daemon.name() + " resolve " + destination.host(),
                            () -> resolution(canary, destination)));
                }
                findings.add(attempt(
                        "containers of " + daemon.name() + (daemon.egress() ? " reach " : " do not reach ")
                                + destination,
                        () -> egress(canary, destination)));
            }
        }
        return findings;
    }

    /**
     * What was seen.
     *
     * @param proves whether it proves what was to be proved
     * @param text for people
     */
    record Evidence(boolean proves, String text) {}

    /** One proof that can't be made does not stop the others. */
    private static Finding attempt(String name, Supplier<Evidence> proof) {
        try {
            Evidence evidence = proof.get();
            return new Finding(name, evidence.proves(), evidence.text());
        } catch (ProvisioningException failure) {
            return new Finding(name, false, failure.getMessage());
        }
    }

    private Evidence isolation(Engine second, Canary canary, Host host) {
        if (!FirstDaemon.runs(host)) {
            return new Evidence(true, "no first daemon runs on this host");
        }
        Set<String> seenBySecond = ids(second);
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
        try (Engine engine = engines.open(socket)) {
            return ids(engine);
        }
    }

    private static Set<String> ids(Engine engine) {
        Set<String> ids = new TreeSet<>();
        engine.containers().stream().map(ContainerSummary::id).forEach(ids::add);
        return ids;
    }

    private static Evidence resolution(Canary canary, Destination destination) {
        ExecResult answer = canary.run("/usr/bin/timeout", PATIENCE, "/usr/bin/getent", "ahosts", destination.host());
        return answer.isSuccess()
                ? new Evidence(true, WORDS.split(answer.output()).iterator().next())
                : new Evidence(
                        false,
                        "no answer; the host's /etc/resolv.conf or addDns(..) must name a server that they reach");
    }

    /** A server that refuses the connection was reached: its answer came through. */
    private Evidence egress(Canary canary, Destination destination) {
        ExecResult connection = canary.run(
                "/usr/bin/timeout",
                PATIENCE,
                "/bin/bash",
                "-c",
                CONNECT,
                destination.host(),
                Integer.toString(destination.port()));
        boolean refused = connection.errors().contains(REFUSED);
        boolean reached = connection.isSuccess() || refused;
        String answer = refused ? "it answers, and refuses the connection" : "a connection was made";
        return new Evidence(reached == daemon.egress(), reached ? answer : "no answer in " + PATIENCE + " s" + cure());
    }

    private String cure() {
        return daemon.egress() && !daemon.hostAccess()
                ? "; a server on this host itself needs addAllowedHostPort(..)"
                : "";
    }
}
