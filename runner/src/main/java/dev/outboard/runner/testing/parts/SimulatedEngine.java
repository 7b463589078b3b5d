package dev.outboard.runner.testing.parts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.Subnet;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.docker.ExecResult;
import dev.outboard.systemd.docker.ImageArchive;
import dev.outboard.systemd.docker.NetworkSummary;
import dev.outboard.systemd.docker.PullProgress;
import dev.outboard.systemd.docker.Signal;
import dev.outboard.systemd.engine.EngineTraits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A Docker daemon in memory. It is strict: it refuses what a real one refuses, has no image but those that the test brings, and
 * knows no command but those that the test teaches it. Its clock moves by a second whenever a container starts, and by as long as
 * a caller waits. Closing it changes nothing, so a test can look at it afterwards.
 *
 * <pre>{@code
 * SimulatedEngine engine = new SimulatedEngine(AbsolutePath.of("/docker2/graph"), InterfaceName.of("docker1"));
 * engine.offer(ImageReference.of("gitlab/gitlab-runner"));
 * Engines engines = socket -> engine;
 * }</pre>
 */
public final class SimulatedEngine implements Engine {
    /** That of docker.io in Debian 13, whose hosts are simulated. */
    static final String VERSION = "26.1.5+dfsg1";

    private static final String API_VERSION = "1.45";
    private static final int KILLED = 137;
    private static final long LAYER_SIZE = 28_000_000;

    private final BooleanSupplier service;
    private final Map<ImageReference, String> registry = new LinkedHashMap<>();
    private final Map<ImageReference, String> images = new LinkedHashMap<>();
    private final Map<ContainerName, SimulatedContainer> containers = new LinkedHashMap<>();
    private final Map<ImageReference, Failure> failures = new LinkedHashMap<>();
    private final Set<Signal> ignored = new LinkedHashSet<>();
    private final List<NetworkSummary> networks = new ArrayList<>();
    private final Set<String> volumes = new LinkedHashSet<>();
    private final Map<NetworkName, NetworkSummary> networksOfUsers = new LinkedHashMap<>();
    private final List<ContainerSummary> foreign = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private Function<Execution, ExecResult> answer = execution -> {
        throw new IllegalStateException("nothing was told about " + execution + "; use answer(...)");
    };
    private Function<Execution, Optional<ExecResult>> ends = execution -> Optional.empty();
    private final Map<ContainerName, ExecResult> ended = new LinkedHashMap<>();
    private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
    private AbsolutePath rootDirectory;
    private String storageDriver = "overlay2";
    private InterfaceName bridge;
    private Function<InterfaceName, List<Subnet>> ranges = link -> List.of();
    private List<SimulatedPool> pools = List.of();
    private Optional<SimulatedTasks> tasks = Optional.empty();
    private boolean isUp = true;
    private String version = VERSION;
    private EngineTraits traits = EngineTraits.USUAL;
    private int imagesMade;

    /**
     * A daemon that is up and has nothing.
     *
     * @param rootDirectory where it says to keep its images and containers
     * @param bridge the link of its default network
     */
    public SimulatedEngine(AbsolutePath rootDirectory, InterfaceName bridge) {
        this(rootDirectory, bridge, () -> true);
    }

    /** How the containers of an image fail. */
    private record Failure(int status, List<String> lastWords) {}

    /** A daemon that is up as long as a service says so. */
    SimulatedEngine(AbsolutePath rootDirectory, InterfaceName bridge, BooleanSupplier service) {
        this.rootDirectory = requireNonNull(rootDirectory, "rootDirectory is null");
        this.bridge = requireNonNull(bridge, "bridge is null");
        this.service = service;
    }

    /** Starts with another configuration, and with nothing if it has its images and containers elsewhere now. */
    synchronized void configure(AbsolutePath newRootDirectory, String newStorageDriver, InterfaceName newBridge) {
        if (!rootDirectory.equals(newRootDirectory) || !storageDriver.equals(newStorageDriver)) {
            images.clear();
            containers.clear();
        }
        rootDirectory = newRootDirectory;
        storageDriver = newStorageDriver;
        bridge = newBridge;
    }

    /** Says which pools are configured, and who knows the ranges of a link on the host. */
    synchronized void configureNetworks(List<SimulatedPool> newPools, Function<InterfaceName, List<Subnet>> newRanges) {
        pools = List.copyOf(newPools);
        ranges = newRanges;
    }

    /** Says where the host shows which containers run. */
    synchronized void showTasks(SimulatedTasks newTasks) {
        tasks = Optional.of(newTasks);
    }

    synchronized Optional<ContainerDefinition> definition(ContainerName name) {
        return Optional.ofNullable(containers.get(name)).map(SimulatedContainer::definition);
    }

    /**
     * The daemon that a host has before Outboard comes: {@code /var/lib/docker} and {@code docker0}.
     *
     * @return a daemon that is up and has nothing
     */
    public static SimulatedEngine ofFirstDaemon() {
        return new SimulatedEngine(AbsolutePath.of("/var/lib/docker"), InterfaceName.of("docker0"));
    }

    /**
     * Puts an image into the registry that the daemon can reach. Offering it again moves its tag: the registry has
     * another image under that name from then on.
     *
     * @param image the image
     */
    public synchronized void offer(ImageReference image) {
        registry.put(image.withDefaultTag(), newImageId(image));
    }

    private String newImageId(ImageReference image) {
        imagesMade++;
        return "sha256:" + hash(image + "\0" + imagesMade);
    }

    private static String hash(String text) {
        return Hashing.sha256().hashString(text, UTF_8).toString();
    }

    /**
     * Lets the containers of an image fail as soon as they are started. Those whose restart policy asks for it are tried
     * again and again.
     *
     * @param image the image
     * @param status with which exit status
     * @param lastWords what they wrote before
     */
    public synchronized void fail(ImageReference image, int status, String... lastWords) {
        failures.put(image.withDefaultTag(), new Failure(status, List.of(lastWords)));
    }

    /**
     * Lets the programs in containers go on after signals, as {@code gitlab-runner} with a job does after QUIT. Replaces
     * what was said before: at first, every signal ends them. KILL always does.
     *
     * @param signals which signals
     */
    public synchronized void ignore(Signal... signals) {
        ignored.clear();
        ignored.addAll(List.of(signals));
    }

    /**
     * Says how commands in containers end. Replaces what was said before.
     *
     * @param answers gives the result for each command
     */
    public synchronized void answer(Function<Execution, ExecResult> answers) {
        this.answer = requireNonNull(answers, "answers is null");
    }

    /**
     * Says how containers end whose command is not that of their image. Replaces what was said before: at first, they run
     * until they are stopped.
     *
     * @param ends gives the result for each command that ends by itself, or empty for one that keeps running
     */
    public synchronized void end(Function<Execution, Optional<ExecResult>> ends) {
        this.ends = requireNonNull(ends, "ends is null");
    }

    /**
     * The commands that were run in containers, also as their first one.
     *
     * @return the commands, in order
     */
    public synchronized List<Execution> executions() {
        return List.copyOf(executions);
    }

    /**
     * Makes a network, beside the default one. Its subnet is the first one of the daemon's pools that none of its networks
     * has; without configured pools, one of those that are built in.
     *
     * @param link the name of its bridge, and its own
     */
    public synchronized void createNetwork(InterfaceName link) {
        createNetwork(link, freeSubnet("create network " + link));
    }

    /**
     * Makes a network with a given subnet, as {@code docker network create --subnet} does.
     *
     * @param link the name of its bridge, and its own
     * @param subnet its subnet
     */
    public synchronized void createNetwork(InterfaceName link, Subnet subnet) {
        networks.add(network(link.toString(), requireNonNull(link, "link is null"), List.of(subnet)));
    }

    /**
     * Puts a container there that another program made. It is listed, and its names are taken.
     *
     * @param container its line in the list
     */
    public synchronized void putForeignContainer(ContainerSummary container) {
        foreign.add(requireNonNull(container, "container is null"));
    }

    /**
     * Lets it be another kind of engine from now on.
     *
     * @param newVersion the version that it says it has
     * @param newTraits what kind of engine it is
     */
    public synchronized void become(String newVersion, EngineTraits newTraits) {
        version = requireNonNull(newVersion, "newVersion is null");
        traits = requireNonNull(newTraits, "newTraits is null");
    }

    /** Ends the daemon, and its containers with it. Until {@link #startUp()} every call fails. */
    public synchronized void shutDown() {
        isUp = false;
        containers.replaceAll((name, container) -> container.ended());
    }

    /** Starts the daemon, and the containers whose restart policy asks for it. */
    public synchronized void startUp() {
        isUp = true;
        containers.replaceAll((name, container) -> container.isToRestart() ? container.started(tick()) : container);
    }

    @Override
    public synchronized EngineInfo info() {
        requireUp("describe itself");
        return new EngineInfo(
                rootDirectory,
                storageDriver,
                version,
                API_VERSION,
                List.of(),
                Optional.of(bridge),
                containers.size(),
                pools.stream().map(SimulatedPool::base).toList(),
                traits);
    }

    @Override
    public synchronized List<NetworkSummary> networks() {
        requireUp("list networks");
        return known().toList();
    }

    @Override
    public synchronized List<String> volumes() {
        requireUp("list volumes");
        return List.copyOf(volumes);
    }

    /**
     * Has a volume of a name, as {@code docker volume create} makes it.
     *
     * @param name its name
     */
    public synchronized void createVolume(String name) {
        volumes.add(name);
    }

    @Override
    public synchronized void createNetwork(NetworkName name) {
        String action = "create network " + name;
        requireUp(action);
        if (known().anyMatch(network -> network.name().equals(name.toString()))) {
            throw refused(action, "network with name " + name + " already exists", "remove it, or choose another name");
        }
        networksOfUsers.put(name, network(name.toString(), link(name), List.of(freeSubnet(action))));
    }

    @Override
    public synchronized void removeNetwork(NetworkName name) {
        String action = "remove network " + name;
        requireUp(action);
        if (isUsed(name)) {
            throw refused(action, "network " + name + " has active endpoints", "remove the containers in it first");
        }
        networksOfUsers.remove(name);
    }

    private boolean isUsed(NetworkName name) {
        return containers.values().stream()
                .anyMatch(container -> container.isRunning()
                        && container.definition().network().equals(Optional.of(name)));
    }

    private static InterfaceName link(NetworkName name) {
        return InterfaceName.of("br-" + hash(name.toString()).substring(0, 12));
    }

    private Subnet freeSubnet(String action) {
        return (pools.isEmpty() ? SimulatedPool.BUILT_IN : pools)
                .stream()
                        .flatMap(SimulatedPool::parts)
                        .filter(part -> known().flatMap(network -> network.subnets().stream())
                                .noneMatch(part::overlaps))
                        .findFirst()
                        .orElseThrow(() -> refused(
                                action,
                                "all predefined address pools have been fully subnetted",
                                "remove networks that are not used"));
    }

    private Stream<NetworkSummary> known() {
        return Stream.of(
                        Stream.of(network("bridge", bridge, ranges.apply(bridge))),
                        networks.stream(),
                        networksOfUsers.values().stream())
                .flatMap(list -> list);
    }

    private NetworkSummary network(String name, InterfaceName link, List<Subnet> subnets) {
        return new NetworkSummary(hash(rootDirectory + "\0" + name), name, "bridge", Optional.of(link), subnets);
    }

    @Override
    public synchronized List<ContainerSummary> containers() {
        requireUp("list containers");
        return Stream.concat(
                        containers.entrySet().stream()
                                .map(container -> container.getValue().summary(container.getKey())),
                        foreign.stream())
                .toList();
    }

    @Override
    public synchronized Optional<ContainerState> container(ContainerName name) {
        requireUp("look at container " + name);
        return Optional.ofNullable(containers.get(name)).map(SimulatedContainer::state);
    }

    @Override
    public synchronized String create(ContainerDefinition definition) {
        String action = "create container " + definition.name();
        requireUp(action);
        String imageId = images.get(definition.image().withDefaultTag());
        if (imageId == null) {
            throw refused(
                    action,
                    "No such image: " + definition.image().withDefaultTag(),
                    "pull the image first, or load it from a tar file");
        }
        requireFree(action, definition.name());
        String id = hash(rootDirectory + "\0" + definition.name() + "\0" + tick());
        containers.put(definition.name(), SimulatedContainer.created(id, imageId, definition));
        definition.binds().stream()
                .map(Bind::source)
                .filter(source -> !source.startsWith("/"))
                .forEach(volumes::add);
        return id;
    }

    @Override
    public synchronized void start(ContainerName name) {
        SimulatedContainer container = require("start container " + name, name);
        if (container.isRunning()) {
            return;
        }
        SimulatedContainer started = container.started(tick());
        Optional<Failure> failure = failure(container);
        containers.put(name, failure.map(how -> started.failed(how.status())).orElse(started));
        if (failure.isEmpty() && !isEnded(name, started)) {
            tasks.ifPresent(known -> known.begin(container.id()));
        }
    }

    /** Whether the container had nothing to do but a command that has ended already. */
    private boolean isEnded(ContainerName name, SimulatedContainer started) {
        if (started.definition().command().isEmpty()) {
            return false;
        }
        Execution execution = new Execution(name, started.definition().command(), ImmutableMap.of());
        Optional<ExecResult> result = ends.apply(execution);
        result.ifPresent(end -> {
            executions.add(execution);
            ended.put(name, end);
            containers.put(name, started.stopped(end.exitStatus()));
        });
        return result.isPresent();
    }

    @Override
    public synchronized void stop(ContainerName name, Duration patience) {
        end("stop container " + name, name, ignored.contains(Signal.TERM) ? KILLED : 0);
    }

    private void end(String action, ContainerName name, int status) {
        SimulatedContainer container = require(action, name);
        containers.put(name, container.stopped(status));
        tasks.ifPresent(known -> known.end(container.id()));
    }

    @Override
    public synchronized void kill(ContainerName name, Signal signal) {
        String action = "send " + signal + " to container " + name;
        if (signal == Signal.KILL || !ignored.contains(signal)) {
            end(action, name, signal == Signal.KILL ? KILLED : 0);
        } else {
            require(action, name);
        }
    }

    /** The clock moves by the limit if the container keeps running, since nothing happens in the meantime. */
    @Override
    public synchronized Optional<Integer> awaitExit(ContainerName name, Duration limit) {
        SimulatedContainer container = require("wait for the end of container " + name, name);
        if (!container.isRunning()) {
            return container.exitStatus();
        }
        Optional<Integer> failure = failure(container).map(Failure::status);
        clock = failure.isPresent() ? clock : clock.plus(limit);
        return failure;
    }

    private Optional<Failure> failure(SimulatedContainer container) {
        return Optional.ofNullable(failures.get(container.definition().image().withDefaultTag()));
    }

    @Override
    public synchronized void rename(ContainerName from, ContainerName to) {
        String action = "rename container " + from + " to " + to;
        SimulatedContainer container = require(action, from);
        requireFree(action, to);
        containers.remove(from);
        containers.put(to, container);
    }

    @Override
    public synchronized void updateRestart(ContainerName name, RestartPolicy policy) {
        String action = "let the restart policy of container " + name + " be " + policy;
        containers.put(name, require(action, name).withRestart(policy));
    }

    @Override
    public synchronized List<String> logs(ContainerName name, int lines) {
        List<String> words = failure(require("read the log of container " + name, name))
                .map(Failure::lastWords)
                .or(() -> Optional.ofNullable(ended.get(name))
                        .map(end -> (end.output() + end.errors()).lines().toList()))
                .orElse(List.of());
        return words.subList(Math.max(0, words.size() - lines), words.size());
    }

    @Override
    public synchronized void remove(ContainerName name) {
        requireUp("remove container " + name);
        ended.remove(name);
        Optional.ofNullable(containers.remove(name))
                .ifPresent(container -> tasks.ifPresent(known -> known.end(container.id())));
    }

    @Override
    public synchronized void remove(ContainerSummary container) {
        requireUp("remove container " + container.shortId());
        foreign.removeIf(other -> other.id().equals(container.id()));
        List<ContainerName> named = containers.entrySet().stream()
                .filter(other -> other.getValue().id().equals(container.id()))
                .map(Map.Entry::getKey)
                .toList();
        named.forEach(this::remove);
    }

    @Override
    public synchronized Optional<String> imageId(ImageReference image) {
        requireUp("look for image " + image);
        return Optional.ofNullable(images.get(image.withDefaultTag()));
    }

    @Override
    public synchronized void pull(ImageReference image, Consumer<? super PullProgress> listener) {
        String action = "pull image " + image;
        requireUp(action);
        String imageId = registry.get(image.withDefaultTag());
        if (imageId == null) {
            throw refused(
                    action,
                    "the registry has no such image",
                    "let the simulated registry offer it, or load the image from a tar file");
        }
        listener.accept(new PullProgress(1, 0, 0, LAYER_SIZE));
        listener.accept(new PullProgress(1, 1, LAYER_SIZE, LAYER_SIZE));
        images.put(image.withDefaultTag(), imageId);
    }

    @Override
    public synchronized void load(Path archive) {
        requireUp("load images from " + archive);
        ImageArchive.readFrom(archive).images().forEach(image -> images.put(image.withDefaultTag(), newImageId(image)));
    }

    @Override
    public synchronized void importImage(ImageReference image, Path rootfs) {
        String action = "import image " + image + " from " + rootfs;
        requireUp(action);
        if (!Files.isReadable(rootfs)) {
            throw refused(action, "the file can't be read", "name a file that is there");
        }
        images.put(image.withDefaultTag(), newImageId(image));
    }

    @Override
    public synchronized void removeImage(ImageReference image) {
        String action = "remove image " + image;
        requireUp(action);
        Optional<SimulatedContainer> user = containers.values().stream()
                .filter(container ->
                        container.definition().image().withDefaultTag().equals(image.withDefaultTag()))
                .findFirst();
        if (user.isPresent()) {
            throw refused(
                    action,
                    "container " + user.get().definition().name() + " uses it",
                    "remove the containers that use it first");
        }
        images.remove(image.withDefaultTag());
    }

    @Override
    public synchronized ExecResult exec(ContainerName name, List<String> command, Map<String, Secret> environment) {
        String action = "run " + command + " in container " + name;
        if (!require(action, name).isRunning()) {
            throw refused(action, "container " + name + " is not running", "start the container first");
        }
        environment.values().forEach(Secret::reveal);
        Execution execution = new Execution(name, command, environment);
        executions.add(execution);
        return answer.apply(execution);
    }

    @Override
    public void close() {
        // there is nothing to let go
    }

    private SimulatedContainer require(String action, ContainerName name) {
        requireUp(action);
        return Optional.ofNullable(containers.get(name))
                .orElseThrow(() -> refused(action, "No such container: " + name, "create the container first"));
    }

    private void requireFree(String action, ContainerName name) {
        if (containers.containsKey(name)
                || foreign.stream().anyMatch(other -> other.names().contains(name.toString()))) {
            throw refused(
                    action, "the name is already in use", "remove or rename that container, or choose another name");
        }
    }

    private void requireUp(String action) {
        if (!isUp || !service.getAsBoolean()) {
            throw refused(action, "it is not running", "start it");
        }
    }

    private EngineException refused(String action, String words, String remedy) {
        return new EngineException(
                "simulated Docker daemon of " + rootDirectory + ": " + action + ": " + words, remedy);
    }

    private Instant tick() {
        clock = clock.plusSeconds(1);
        return clock;
    }
}
