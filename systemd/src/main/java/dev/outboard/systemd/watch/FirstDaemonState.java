package dev.outboard.systemd.watch;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.host.NetworkState;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.FirstDaemon;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the first daemon has that nothing of a stack may change: its units and its process, its containers with the
 * processes in them and their published ports, its networks and bridges, its rules of the firewall, and its files, all of
 * them where its {@linkplain FirstDaemonProfile profile} says.
 * Taken before and after an apply, a difference is a harm that was done to it. What Outboard itself keeps on the first
 * daemon is left out.
 *
 * @param facts by what they are about
 */
record FirstDaemonState(SortedMap<String, String> facts) {
    private static final List<UnitName> UNITS =
            List.of(FirstDaemon.SERVICE, UnitName.of("docker.socket"), UnitName.of("containerd.service"));

    private static final List<AbsolutePath> FILES = Stream.of(
                    "/etc/docker/daemon.json",
                    "/etc/default/docker",
                    "/usr/lib/systemd/system/docker.service",
                    "/usr/lib/systemd/system/docker.socket",
                    "/etc/containerd/config.toml")
            .map(AbsolutePath::of)
            .toList();

    private static final Subnet LINK_LOCAL = Subnet.of("fe80::/10");
    private static final String PROCESS = "process ";
    private static final String ENGINE = "engine";
    private static final List<String> OF_ENGINE = List.of(ENGINE, "container ", "published port ", "network ");
    private static final AbsolutePath TASKS = AbsolutePath.of("/run/containerd/io.containerd.runtime.v2.task/moby");

    private static final List<String> FIREWALLS = List.of("iptables", "ip6tables");

    /** Chains of iptables that the engine does not make, and in which it has rules. */
    private static final List<String> BUILT_IN = List.of("PREROUTING", "FORWARD", "OUTPUT", "POSTROUTING");

    FirstDaemonState {
        facts = ImmutableSortedMap.copyOf(facts);
    }

    /** Nothing, where none runs. */
    static FirstDaemonState readFrom(HostView host, Engines engines) {
        SortedMap<String, String> facts = new TreeMap<>();
        if (FirstDaemon.runs(host)) {
            FirstDaemonProfile profile = FirstDaemon.profile(engines, host, Daemon.services(host));
            UnitState.readFrom(host, units(profile))
                    .ifPresent(states -> states.forEach((unit, state) ->
                            facts.put("unit " + unit, state.activity() + " " + state.unitFileState())));
            Stream.concat(FILES.stream(), profile.files().stream())
                    .forEach(file -> facts.put(
                            "file " + file,
                            host.read(file).map(FileContent::sha256).orElse("not there")));
            profile.pidFiles().forEach(file -> putProcess(facts, file, host));
            // one that does not answer can't be compared, and its silence must not end an apply
            if (profile.answers()) {
                facts.put(ENGINE, "answers");
                putWhatItManages(facts, host, engines);
            }
            putBridges(facts, host, profile.bridges());
            if (profile.usesNftables()) {
                NftablesOfEngine.rules(host).forEach(rule -> facts.put("nftables rule " + rule, "there"));
            }
            FIREWALLS.forEach(
                    program -> rules(program, host).forEach(rule -> facts.put(program + " rule " + rule, "there")));
        }
        return new FirstDaemonState(facts);
    }

    /** Those of the package, and those from which the profile was read: the first daemon's service may have another name. */
    private static List<UnitName> units(FirstDaemonProfile profile) {
        return Stream.concat(
                        UNITS.stream(),
                        profile.files().stream()
                                .map(AbsolutePath::fileName)
                                .filter(name -> name.endsWith(".service") || name.endsWith(".socket"))
                                .map(UnitName::of))
                .distinct()
                .toList();
    }

    private static void putProcess(SortedMap<String, String> facts, AbsolutePath pidFile, HostView host) {
        host.read(pidFile).map(content -> content.text().strip()).ifPresent(pid -> {
            facts.put("pid file " + pidFile, pid);
            if (runs(PROCESS + pid, host)) {
                facts.put(PROCESS + pid, "running");
            }
        });
    }

    private static boolean runs(String process, HostView host) {
        String pid = process.substring(PROCESS.length());
        return pid.matches("[0-9]+")
                && host.status(AbsolutePath.of("/proc/" + pid)).isPresent();
    }

    /** The state with the processes of an earlier one that still run, also if no pid file names them any more. */
    FirstDaemonState withProcessesOf(FirstDaemonState before, HostView host) {
        SortedMap<String, String> more = new TreeMap<>(facts);
        before.facts.keySet().stream()
                .filter(about -> about.startsWith(PROCESS) && runs(about, host))
                .forEach(about -> more.put(about, "running"));
        return new FirstDaemonState(more);
    }

    private static void putWhatItManages(SortedMap<String, String> facts, HostView host, Engines engines) {
        try (Engine first = engines.open(FirstDaemon.SOCKET)) {
            List<ContainerSummary> containers = first.containers().stream()
                    .filter(Predicate.not(FirstDaemonState::isOutboards))
                    .toList();
            containers.forEach(container -> facts.put(
                    "container " + nameOf(container),
                    container.state() + " " + container.id() + processOf(container, host)));
            putPorts(facts, host, containers);
            first.networks()
                    .forEach(network -> facts.put("network " + network.name(), network.driver() + " " + network.id()));
        }
    }

    /** Without those that links of other containers gave it, {@code container/alias}: they come and go with these. */
    private static String nameOf(ContainerSummary container) {
        return container.names().stream().filter(name -> !name.contains("/")).collect(Collectors.joining(","));
    }

    /**
     * Whether the engine's proxy waits there. Looked at, not tried: a connection would reach the container, and a MySQL
     * server for example refuses a host after some that say nothing (its {@code max_connect_errors}).
     */
    private static void putPorts(SortedMap<String, String> facts, HostView host, List<ContainerSummary> containers) {
        if (containers.stream().allMatch(container -> container.ports().isEmpty())) {
            return;
        }
        ListeningPorts listening = ListeningPorts.readFrom(host);
        containers.forEach(container -> container
                .ports()
                .forEach(port -> facts.put(
                        "published port " + port + " of " + nameOf(container),
                        listening.has(port) ? "listened at" : "not listened at")));
    }

    private static boolean isOutboards(ContainerSummary container) {
        return container.labels().keySet().stream().anyMatch(label -> label.startsWith("dev.outboard."));
    }

    /** A container that was restarted has another one. */
    private static String processOf(ContainerSummary container, HostView host) {
        return host.read(TASKS.resolve(container.id()).resolve("init.pid"))
                .map(pid -> " process " + pid.text())
                .orElse("");
    }

    private static void putBridges(SortedMap<String, String> facts, HostView host, List<InterfaceName> known) {
        List<String> names = known.stream().map(InterfaceName::toString).toList();
        NetworkState.readFrom(host)
                .ifPresent(state -> state.links().stream()
                        .filter(link -> isBridge(link.name()) || names.contains(link.name()))
                        .forEach(link -> facts.put("bridge " + link.name(), addresses(link))));
    }

    /** The kernel gives one of the link itself once there is a carrier, which the first container brings. */
    private static String addresses(NetworkState.Link link) {
        return link.addresses().stream()
                .filter(address -> !LINK_LOCAL.contains(address.subnet()))
                .toList()
                .toString();
    }

    private static boolean isBridge(String name) {
        return name.equals("docker0") || name.startsWith("br-");
    }

    private static List<String> rules(String program, HostView host) {
        List<String> rules = new ArrayList<>();
        String table = "";
        for (String line : saved(program, host)) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (isRuleOfEngine(line)) {
                rules.add(table + " " + line);
            }
        }
        return rules;
    }

    private static List<String> saved(String program, HostView host) {
        try {
            return host.ask(Query.of(program + "-save")).filter(CommandResult::isSuccess).stream()
                    .flatMap(answer -> answer.output().lines())
                    .toList();
        } catch (ProvisioningException noIptables) {
            return List.of();
        }
    }

    /** Everybody may add to {@code DOCKER-USER}, and Outboard does. */
    private static boolean isRuleOfEngine(String line) {
        List<String> words = Splitter.on(' ').splitToList(line);
        if (words.size() < 2 || !words.get(0).equals("-A")) {
            return false;
        }
        String chain = words.get(1);
        if (words.stream().anyMatch(word -> word.endsWith("/32") || word.endsWith("/128"))) {
            // of one container, which may be a runner's: it comes and goes with it
            return false;
        }
        boolean isInOwnChain = chain.startsWith("DOCKER") && !chain.equals("DOCKER-USER");
        return isInOwnChain
                || (BUILT_IN.contains(chain)
                        && words.stream().anyMatch(word -> word.startsWith("DOCKER") || isBridge(word)));
    }

    private SortedMap<String, String> withoutAnswers() {
        return Maps.filterKeys(facts, about -> OF_ENGINE.stream().noneMatch(about::startsWith));
    }

    /**
     * What is gone or other than before, a line each. What is new came from users of the first daemon, or with a
     * container that Outboard has on it.
     */
    List<String> changesTo(FirstDaemonState after) {
        List<String> changes = new ArrayList<>();
        boolean isSilent = facts.containsKey(ENGINE) && !after.facts.containsKey(ENGINE) && !after.facts.isEmpty();
        if (isSilent) {
            changes.add("its engine does not answer any more");
        }
        MapDifference<String, String> difference = Maps.difference(isSilent ? withoutAnswers() : facts, after.facts);
        difference
                .entriesOnlyOnLeft()
                .forEach((about, was) -> changes.add(
                        about.startsWith(PROCESS) ? about + " has ended" : about + " is gone (" + was + ")"));
        difference
                .entriesDiffering()
                .forEach((about, values) ->
                        changes.add(about + " was " + values.leftValue() + ", is " + values.rightValue()));
        return changes;
    }
}
