package dev.outboard.runner;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import dev.outboard.systemd.firstdaemon.FirstDaemon.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the parts of a stack owe one another, and the first daemon. */
final class StackRules {
    private static final String ANOTHER_RANGE =
            "choose a private range that is free, for example 10.9.0.0/16 or 10.10.0.0/16";

    private static final int OTHERS_MAY_WRITE = 0002;

    private final StackSpec stack;
    private final Problems problems;

    private StackRules(StackSpec stack, Problems problems) {
        this.stack = stack;
        this.problems = problems;
    }

    static void check(StackSpec stack, Problems problems) {
        StackRules rules = new StackRules(stack, problems);
        rules.namesAreUnique(
                "bridges", "bridge", stack.bridges(), bridge -> bridge.name().toString());
        rules.namesAreUnique(
                "daemons", "daemon", stack.daemons(), daemon -> daemon.name().toString());
        rules.namesAreUnique(
                "runners", "runner", stack.runners(), runner -> runner.name().toString());
        rules.namesAreUnique(
                "runner processes",
                "name of processes that differ",
                rules.processes(),
                process -> process.name().toString());
        rules.tokensAreNotShared();
        rules.referencesResolve();
        rules.jobsCanDoWhatTheyAreMeantTo();
        rules.eachDaemonHasItsOwnBridge();
        rules.linksAreNotShared();
        rules.pathsAreNotShared();
        rules.unitsAreNotShared();
        rules.rangesDoNotOverlap();
    }

    private <T> void namesAreUnique(String property, String kind, List<T> parts, Function<T, String> name) {
        Set<String> seen = new TreeSet<>();
        for (T part : parts) {
            if (!seen.add(name.apply(part))) {
                problems.add(property, name.apply(part), "each " + kind + " once", "rename one of the two");
            }
        }
    }

    /** GitLab knows a runner by its token: two with one token would be one runner there, and take turns to fail. */
    private void tokensAreNotShared() {
        Map<Secret, RunnerSpec> users = new LinkedHashMap<>();
        for (RunnerSpec runner : stack.runners()) {
            if (runner.token().isGiven()) {
                RunnerSpec other = users.putIfAbsent(runner.token().secret(), runner);
                if (other != null && !other.name().equals(runner.name())) {
                    problems.add(
                            "runner " + runner.name() + ": token",
                            runner.token().secret().source(),
                            "a token of its own; runner " + other.name() + " has this one",
                            "create a runner in GitLab for each, and give each its own token");
                }
            }
        }
    }

    /** Runners share a process if theirs are equal. */
    private List<RunnerProcess> processes() {
        return stack.runners().stream().map(RunnerSpec::process).distinct().toList();
    }

    private void referencesResolve() {
        List<String> bridges =
                stack.bridges().stream().map(bridge -> bridge.name().toString()).toList();
        for (DaemonSpec daemon : stack.daemons()) {
            requireKnown("daemon " + daemon.name() + ": bridge", daemon.bridge().toString(), "bridge", bridges);
        }
        List<String> daemons =
                stack.daemons().stream().map(daemon -> daemon.name().toString()).toList();
        for (RunnerSpec runner : stack.runners()) {
            requireKnown("runner " + runner.name() + ": daemon", runner.daemon().toString(), "daemon", daemons);
        }
    }

    /** user_namespaces(7): root in a container has no privileges on the host. */
    private void jobsCanDoWhatTheyAreMeantTo() {
        for (RunnerSpec runner : stack.runners()) {
            stack.daemons().stream()
                    .filter(daemon -> daemon.name().equals(runner.daemon())
                            && daemon.userRemap().isPresent())
                    .forEach(daemon -> remappedJobs(runner, daemon));
        }
    }

    private void remappedJobs(RunnerSpec runner, DaemonSpec daemon) {
        if (runner.areJobsPrivileged()) {
            problems.add(
                    "runner " + runner.name() + ": jobsPrivileged",
                    "true",
                    "false, since the engine refuses privileged containers with the userRemap of daemon "
                            + daemon.name(),
                    "leave one of the two out");
        }
        if (runner.mayJobsUseDocker() && (daemon.socketMode().bits() & OTHERS_MAY_WRITE) == 0) {
            problems.add(
                    "runner " + runner.name() + ": jobsMayUseDocker",
                    "true",
                    "false, since with the userRemap of daemon " + daemon.name()
                            + " jobs are others on the host, who may not open a socket of mode "
                            + daemon.socketMode(),
                    "leave one of the two out");
        }
    }

    private void requireKnown(String property, String reference, String kind, List<String> known) {
        if (!known.contains(reference)) {
            problems.add(
                    property,
                    reference,
                    known.isEmpty() ? "a " + kind + " of this stack, which has none" : "one of " + known,
                    "add the " + kind + " to the stack, or name one that is there");
        }
    }

    private void eachDaemonHasItsOwnBridge() {
        Map<String, DaemonSpec> users = new LinkedHashMap<>();
        for (DaemonSpec daemon : stack.daemons()) {
            DaemonSpec other = users.putIfAbsent(daemon.bridge().toString(), daemon);
            if (other != null) {
                problems.add(
                        "daemon " + daemon.name() + ": bridge",
                        daemon.bridge().toString(),
                        "a bridge of its own; daemon " + other.name() + " has this one",
                        "add a bridge for each daemon: two daemons on one give out the same addresses");
            }
        }
    }

    /** The way to a network namespace is a link of the daemon's name, which may be no bridge's. */
    private void linksAreNotShared() {
        for (DaemonSpec daemon : stack.daemons()) {
            boolean isTaken = stack.bridges().stream()
                    .anyMatch(bridge ->
                            bridge.name().toString().equals(daemon.name().toString()));
            if (isTaken && daemon.networkIsolation() == NetworkIsolation.NAMESPACE) {
                problems.add(
                        "daemon " + daemon.name() + ": name",
                        daemon.name().toString(),
                        "a name that no bridge has, since the link to its network namespace carries it",
                        "rename the daemon or the bridge");
            }
        }
    }

    private void pathsAreNotShared() {
        Map<String, List<Claim>> taken = new LinkedHashMap<>();
        taken.put("the first daemon", FirstDaemon.CLAIMS);
        for (DaemonSpec daemon : stack.daemons()) {
            List<Claim> claims = Daemon.claims(daemon);
            taken.forEach((owner, others) -> reportShared(daemon, claims, owner, others));
            taken.put("daemon " + daemon.name(), claims);
        }
        namesAreUnique(
                "runner processes: configurationDirectory",
                "directory",
                processes(),
                process ->
                        FirstDaemon.resolved(process.configurationDirectory()).toString());
    }

    /** What lies below a path that is reported goes with it, and is not reported again. */
    private void reportShared(DaemonSpec daemon, List<Claim> claims, String owner, List<Claim> others) {
        List<Claim> reported = new ArrayList<>();
        for (Claim claim : claims) {
            Optional<Claim> shared = others.stream().filter(claim::collidesWith).findFirst();
            if (shared.isPresent()
                    && reported.stream().noneMatch(above -> claim.path().startsWith(above.path()))) {
                reported.add(claim);
                problems.add(
                        "daemon " + daemon.name() + ": " + claim.what(),
                        claim.path().toString(),
                        "a path apart from " + shared.get().path() + ", the "
                                + shared.get().what() + " of " + owner,
                        "choose another path: two daemons must not share any");
            }
        }
    }

    private void unitsAreNotShared() {
        Stream<UnitName> ofDaemons = stack.daemons().stream().flatMap(daemon -> daemon.services().stream());
        Stream<UnitName> ofRunners = processes().stream()
                .filter(HostProcess.class::isInstance)
                .map(HostProcess.class::cast)
                .map(HostProcess::unit);
        List<UnitName> services = Stream.concat(ofDaemons, ofRunners).toList();
        namesAreUnique("service units", "service unit", services, UnitName::toString);
        namesAreUnique(
                "wrapper names",
                "wrapper name",
                stack.daemons(),
                daemon -> daemon.wrapper().fileName());
    }

    private void rangesDoNotOverlap() {
        Map<String, Subnet> taken = new LinkedHashMap<>();
        for (BridgeSpec bridge : stack.bridges()) {
            String owner = "bridge " + bridge.name();
            claim(taken, owner + ": address", bridge.address().subnet(), ANOTHER_RANGE);
            bridge.ipv6Address()
                    .ifPresent(address -> claim(taken, owner + ": ipv6Address", address.subnet(), ANOTHER_RANGE));
        }
        for (DaemonSpec daemon : stack.daemons()) {
            daemon.addressPool()
                    .ifPresent(pool ->
                            claim(taken, "daemon " + daemon.name() + ": addressPool", pool.base(), ANOTHER_RANGE));
        }
    }

    private void claim(Map<String, Subnet> taken, String property, Subnet subnet, String remedy) {
        taken.forEach((owner, other) -> {
            if (subnet.overlaps(other)) {
                problems.add(property, subnet.toString(), "a range apart from " + other + " of " + owner, remedy);
            }
        });
        taken.put(property, subnet);
    }
}
