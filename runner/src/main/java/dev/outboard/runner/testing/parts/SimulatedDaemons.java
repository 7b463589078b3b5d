package dev.outboard.runner.testing.parts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.host.NetworkState;
import dev.outboard.network.testing.SimulatedFirewall;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.platform.ControlGroups;
import dev.outboard.systemd.testing.SimulatedSystemd;
import dev.outboard.systemd.testing.UnitProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Docker daemons of a simulated machine: {@code dockerd} as systemd starts it, and {@code docker} as one types it. */
final class SimulatedDaemons implements Engines, UnitProgram, SimulatedCommand {
    static final SocketPath FIRST_SOCKET = SocketPath.of("/run/docker.sock");

    private static final AbsolutePath CLIENT = AbsolutePath.of("/usr/bin/docker");
    private static final List<String> ROOT_QUESTION = List.of("info", "--format", "{{.DockerRootDir}}");
    private static final String SOCKET_VARIABLE = "DOCKER_HOST=unix://";

    /** What a shell ends with that does not find a program: POSIX, "Exit Status for Commands". */
    private static final int NOT_FOUND = 127;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT_CONFIGURATION = "/etc/docker/daemon.json";
    /** Every second daemon runs as the same process, one after the other. */
    private static final String PROCESS = "4711";

    private static final String FIRST_PROCESS = "559";
    private static final UnitName FIRST_SERVICE = UnitName.of("docker.service");

    private static final String CONFIGURATION_OPTION = "--config-file=";
    private static final Pattern CONTROL_GROUP = Pattern.compile("cat /proc/(?<id>[0-9]+)/cgroup");

    private final SimulatedSystemd systemd;
    private final SimulatedFirewall firewall;
    private final SimulatedNamespaces namespaces;
    private final InMemoryHost host;
    private final Map<SocketPath, SimulatedEngine> engines = new LinkedHashMap<>();
    private final Map<SocketPath, UnitName> services = new LinkedHashMap<>();
    private final Map<SocketPath, JsonNode> configurations = new LinkedHashMap<>();

    SimulatedDaemons(
            SimulatedSystemd systemd, SimulatedFirewall firewall, SimulatedNamespaces namespaces, InMemoryHost host) {
        this.systemd = systemd;
        this.firewall = firewall;
        this.namespaces = namespaces;
        this.host = host;
    }

    /** The daemon behind a socket has dockerd's defaults until its service starts. */
    @Override
    public SimulatedEngine open(SocketPath socket) {
        return engines.computeIfAbsent(resolved(socket), this::engine);
    }

    private SimulatedEngine engine(SocketPath socket) {
        SimulatedEngine engine = new SimulatedEngine(
                AbsolutePath.of("/var/lib/docker"), InterfaceName.of("docker0"), () -> isRunning(socket));
        SimulatedProcess process =
                new SimulatedProcess(() -> configurations.getOrDefault(socket, JSON.createObjectNode()));
        engine.answer(new SimulatedPrograms(engine, process, this::isLetOut));
        return engine;
    }

    /** {@code /var/run} is a symbolic link to {@code /run} (file-hierarchy(7)). */
    private static SocketPath resolved(SocketPath socket) {
        String text = socket.toString();
        return text.startsWith("/var/run/") ? SocketPath.of(text.substring("/var".length())) : socket;
    }

    private boolean isRunning(SocketPath socket) {
        return Optional.ofNullable(services.get(socket))
                .filter(systemd::isActive)
                .isPresent();
    }

    /** Runs dockerd or containerd; a service that runs something else has no effect. */
    @Override
    public void start(UnitFile unit, InMemoryHost host) {
        unit.value("Service", "ExecStart").map(ExecLine::parse).ifPresent(line -> {
            ExecLine entered = entered(line);
            switch (AbsolutePath.of(entered.program()).fileName()) {
                case "dockerd" -> {
                    namespaces.run(line, PROCESS);
                    start(entered, AbsolutePath.of(unit.fileName()), host);
                }
                case "containerd" -> SimulatedContainerd.of(entered, host).start();
                default -> {}
            }
        });
    }

    /** The command that nsenter(1) becomes, or the line itself. */
    private static ExecLine entered(ExecLine line) {
        List<String> words = line.words().stream().map(ExecLine.Word::raw).toList();
        return line.program().endsWith("/nsenter")
                ? ExecLine.parse(String.join(" ", words.subList(words.indexOf("--") + 1, words.size())))
                : line;
    }

    private void start(ExecLine line, AbsolutePath unit, InMemoryHost host) {
        JsonNode configuration = configuration(line, host);
        AbsolutePath root = path(configuration, "data-root", "/var/lib/docker");
        InterfaceName bridge = InterfaceName.of(configuration.path("bridge").asText("docker0"));
        boolean isIsolated = namespaces.holds(PROCESS);
        if (!isIsolated
                && NetworkState.readFrom(host)
                        .flatMap(state -> state.link(bridge))
                        .isEmpty()) {
            throw new UnitFailure(
                    "failed to start daemon: Error initializing network controller: bridge device with non"
                            + " default name " + bridge + " must be created manually");
        }
        AbsolutePath used = configuration.has("userns-remap") ? remapped(root, host) : root;
        host.putDirectory(used.resolve("containers"));
        host.putDirectory(path(configuration, "exec-root", "/run/docker"));
        UnitName service = UnitName.of(unit.fileName());
        boolean isFirst = service.equals(FIRST_SERVICE);
        host.putFile(path(configuration, "pidfile", "/run/docker.pid"), isFirst ? FIRST_PROCESS : PROCESS);
        if (isFirst) {
            host.putFile(
                    AbsolutePath.of("/proc/" + FIRST_PROCESS + "/cmdline"),
                    line.words().stream().map(word -> word.text() + "\0").collect(Collectors.joining()));
            host.putSymbolicLink(AbsolutePath.of("/proc/" + FIRST_PROCESS + "/exe"), line.program());
        }
        SocketPath socket = resolved(socket(unit, host));
        services.put(socket, service);
        configurations.put(socket, configuration);
        open(socket).showTasks(SimulatedContainerd.tasks(line, path(configuration, "exec-root", "/run/docker"), host));
        open(socket).configure(used, configuration.path("storage-driver").asText("overlay2"), bridge);
        open(socket).configureNetworks(pools(configuration), this::ranges);
    }

    private static List<SimulatedPool> pools(JsonNode configuration) {
        return Streams.stream(configuration.path("default-address-pools"))
                .map(pool -> new SimulatedPool(
                        Subnet.of(pool.path("base").asText()), pool.path("size").asInt()))
                .toList();
    }

    private List<Subnet> ranges(InterfaceName link) {
        return NetworkState.readFrom(host).flatMap(state -> state.link(link)).stream()
                .flatMap(found -> found.addresses().stream())
                .map(InterfaceAddress::subnet)
                .toList();
    }

    /** The engine's account gets ids, the data root its group, and everything goes below a directory called by the ids. */
    private static AbsolutePath remapped(AbsolutePath root, InMemoryHost host) {
        for (String file : List.of("/etc/subuid", "/etc/subgid")) {
            host.putFile(AbsolutePath.of(file), "dockremap:100000:65536\n");
        }
        host.putDirectory(root, FileMode.of("0710"), FileOwner.of("root", "100000"));
        return root.resolve("100000.100000");
    }

    private boolean isLetOut(InterfaceName bridge) {
        return NetworkState.readFrom(host).flatMap(state -> state.link(bridge)).stream()
                .flatMap(link -> link.addresses().stream())
                .noneMatch(address -> firewall.drops(address.subnet()));
    }

    private static JsonNode configuration(ExecLine line, InMemoryHost host) {
        Optional<String> named = line.words().stream()
                .map(ExecLine.Word::text)
                .filter(word -> word.startsWith(CONFIGURATION_OPTION))
                .map(word -> word.substring(CONFIGURATION_OPTION.length()))
                .findFirst();
        Optional<String> text =
                host.read(AbsolutePath.of(named.orElse(DEFAULT_CONFIGURATION))).map(content -> content.text());
        if (named.isPresent() && text.isEmpty()) {
            throw new UnitFailure("unable to configure the Docker daemon with file " + named.get() + ": open "
                    + named.get() + ": no such file or directory");
        }
        try {
            return JSON.readTree(text.orElse("{}"));
        } catch (JsonProcessingException malformed) {
            throw new UnitFailure("unable to configure the Docker daemon with file "
                    + named.orElse(DEFAULT_CONFIGURATION) + ": " + malformed.getOriginalMessage());
        }
    }

    private static AbsolutePath path(JsonNode configuration, String key, String otherwise) {
        return AbsolutePath.of(configuration.path(key).asText(otherwise));
    }

    /** The service gets its socket from the unit of the same name: systemd.socket(5). */
    private static SocketPath socket(AbsolutePath service, InMemoryHost host) {
        String name = UnitName.of(service.fileName()).prefix() + ".socket";
        AbsolutePath file = service.parent().orElseThrow().resolve(name);
        return host.read(file)
                .flatMap(content -> UnitFile.parse(name, content.bytes()).value("Socket", "ListenStream"))
                .map(path -> SocketPath.of(path.replace("%%", "%")))
                .orElseThrow(() -> new UnitFailure(
                        "no sockets found via socket activation: make sure the service was" + " started by systemd"));
    }

    private String parent(SocketPath socket) {
        return Optional.ofNullable(configurations.get(socket))
                .map(configuration -> configuration.path("cgroup-parent").asText("system.slice"))
                .orElseThrow();
    }

    /** That of a container: the engine asks systemd for a scope in the parent. */
    private Optional<String> controlGroup(long processId) {
        return configurations.keySet().stream()
                .filter(this::isRunning)
                .flatMap(socket -> open(socket).containers().stream()
                        .flatMap(container ->
                                open(socket)
                                        .container(ContainerName.of(
                                                container.names().get(0)))
                                        .stream())
                        .filter(container -> container.processId().equals(Optional.of(processId)))
                        .map(container -> "/" + parent(socket) + "/docker-" + container.id() + ".scope\n"))
                .map(this::inEachHierarchy)
                .findFirst();
    }

    /** proc_pid_cgroup(5): version 2 has one hierarchy, and version 1 one for each controller. */
    private String inEachHierarchy(String path) {
        return ControlGroups.readFrom(host).unified()
                ? "0::" + path
                : Stream.of("4:cpu,cpuacct:", "3:memory:", "2:pids:", "1:blkio:")
                        .map(hierarchy -> hierarchy + path)
                        .collect(Collectors.joining());
    }

    /** The forms of {@code docker} and {@code dockerd} that Outboard itself uses on a host. */
    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        List<String> words = command.arguments();
        if (words.equals(List.of("/usr/sbin/dockerd", "--version"))) {
            return Optional.of(new CommandResult(
                    command, 0, "Docker version " + SimulatedEngine.VERSION + ", build 411e817\n", ""));
        }
        String line = String.join(" ", words);
        Matcher process = CONTROL_GROUP.matcher(line);
        if (process.matches()) {
            return controlGroup(Long.parseLong(process.group("id")))
                    .map(group -> new CommandResult(command, 0, group, ""));
        }
        if (words.subList(1, words.size()).equals(ROOT_QUESTION)) {
            return wrapper(command, host);
        }
        if (line.startsWith("docker --host " + FIRST_SOCKET.url() + " start ")
                || line.startsWith("docker --host " + FIRST_SOCKET.url() + " update ")) {
            return first(command, words.subList(3, words.size()));
        }
        return Optional.empty();
    }

    /** A script that sets {@code DOCKER_HOST} and becomes the client of the host. */
    private Optional<CommandResult> wrapper(Command command, InMemoryHost host) {
        Optional<SocketPath> socket = host.read(AbsolutePath.of(command.program())).stream()
                .flatMap(content -> content.text().lines())
                .filter(line -> line.startsWith(SOCKET_VARIABLE))
                .map(line -> SocketPath.of(line.substring(SOCKET_VARIABLE.length())))
                .findFirst();
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        if (host.status(CLIENT).isEmpty()) {
            return Optional.of(
                    new CommandResult(command, NOT_FOUND, "", command.program() + ": 7: exec: docker: not found\n"));
        }
        try {
            return Optional.of(
                    new CommandResult(command, 0, open(socket.get()).info().rootDirectory() + "\n", ""));
        } catch (ProvisioningException refusal) {
            return Optional.of(new CommandResult(
                    command,
                    1,
                    "",
                    "Cannot connect to the Docker daemon at unix://" + socket.get()
                            + ". Is the docker daemon running?\n"));
        }
    }

    /** How containers of the first daemon come back. */
    private Optional<CommandResult> first(Command command, List<String> words) {
        if (words.size() < 2) {
            return Optional.empty();
        }
        SimulatedEngine engine = open(FIRST_SOCKET);
        ContainerName name = ContainerName.of(words.get(words.size() - 1));
        try {
            if (words.get(0).equals("start")) {
                engine.start(name);
            } else if (words.subList(0, 2).equals(List.of("update", "--restart"))) {
                engine.updateRestart(name, RestartPolicy.of(words.get(2)));
            } else {
                return Optional.empty();
            }
            return Optional.of(new CommandResult(command, 0, name + "\n", ""));
        } catch (ProvisioningException refusal) {
            return Optional.of(new CommandResult(command, 1, "", refusal.problem() + "\n"));
        }
    }
}
