package dev.outboard.runner.process;

import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.runner.configuration.file.ConfigurationFile;
import dev.outboard.runner.configuration.file.DaemonNames;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.docker.NetworkSummary;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The networks, containers and volumes that jobs name: a configuration that was written for the first daemon may name some that
 * only that one has. Each daemon is asked once for each kind, and not at all where nothing is named.
 *
 * @param engines the way to daemons
 * @param served the process and its runners
 */
public record JobNames(Engines engines, ProcessWithRunners served) {

    /** What is missing on a daemon, and whether jobs fail for it. */
    record Missing(String text, boolean isFatal) {}

    /** What jobs name and their daemon does not have. */
    List<Missing> missing(ConfigurationFile file, HostView host) {
        List<Missing> missing = new ArrayList<>();
        for (DaemonSpec daemon : served.daemons()) {
            List<DaemonNames> names = served.runners().stream()
                    .filter(runner -> runner.daemon().equals(daemon.name()))
                    .flatMap(runner -> file.names(runner.name().toString()).stream())
                    .filter(each -> !each.isEmpty())
                    .toList();
            if (!names.isEmpty()) {
                missing.addAll(missing(daemon, names, host));
            }
        }
        return missing;
    }

    private List<Missing> missing(DaemonSpec daemon, List<DaemonNames> names, HostView host) {
        Set<String> networks = all(names, DaemonNames::networks);
        Set<String> containers = all(names, DaemonNames::containers);
        Set<String> volumes = all(names, DaemonNames::volumes);
        boolean isUp = UnitState.readFrom(host, List.of(daemon.serviceUnit()))
                .filter(states -> states.values().stream().allMatch(UnitState::isActive))
                .isPresent();
        DaemonAccess docker = new DaemonAccess(engines, daemon.socket());
        if (isUp) {
            docker.order(engine -> takeAway(networks, containers, volumes, engine));
        }
        if (!volumes.isEmpty()) {
            volumes.retainAll(DaemonAccess.first(engines).ask(Engine::volumes));
        }
        List<Missing> missing = new ArrayList<>();
        String lacks = daemon.name() + (isUp ? " does not have the " : " does not run yet, and must have the ");
        if (!networks.isEmpty()) {
            missing.add(new Missing(
                    lacks + "network " + listed(networks) + ", without which jobs fail: "
                            + docker.commandLine("network create NAME"),
                    true));
        }
        if (!containers.isEmpty()) {
            missing.add(new Missing(
                    lacks + "container " + listed(containers)
                            + ", without which jobs fail: those of another daemon can't be used",
                    true));
        }
        if (!volumes.isEmpty()) {
            missing.add(new Missing(
                    "the volume " + listed(volumes) + " is one of the first daemon: " + daemon.name()
                            + " makes an empty one of that name",
                    false));
        }
        return missing;
    }

    private static void takeAway(Set<String> networks, Set<String> containers, Set<String> volumes, Engine engine) {
        if (!networks.isEmpty()) {
            engine.networks().stream().map(NetworkSummary::name).forEach(networks::remove);
        }
        if (!containers.isEmpty()) {
            engine.containers().stream()
                    .flatMap(container -> container.names().stream())
                    .forEach(containers::remove);
        }
        if (!volumes.isEmpty()) {
            engine.volumes().forEach(volumes::remove);
        }
    }

    private static Set<String> all(List<DaemonNames> names, Function<DaemonNames, Set<String>> kind) {
        return names.stream().flatMap(each -> kind.apply(each).stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String listed(Set<String> names) {
        return names.stream().map(ForeignText::value).collect(Collectors.joining(", "));
    }
}
