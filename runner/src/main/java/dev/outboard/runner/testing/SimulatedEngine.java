package dev.outboard.runner.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hashing;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.docker.ContainerDefinition;
import dev.outboard.runner.docker.ContainerState;
import dev.outboard.runner.docker.ContainerSummary;
import dev.outboard.runner.docker.Engine;
import dev.outboard.runner.docker.EngineException;
import dev.outboard.runner.docker.EngineInfo;
import dev.outboard.runner.docker.ExecResult;
import dev.outboard.runner.docker.ImageArchive;
import dev.outboard.runner.docker.RestartPolicy;
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
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A Docker daemon in memory. It is strict: it refuses what a real one refuses, has no image that nobody brought, and
 * knows no command that nobody taught it. Its clock moves by a second whenever a container starts. Closing it changes
 * nothing, so a test can look at it afterwards.
 *
 * <pre>{@code
 * SimulatedEngine engine = new SimulatedEngine(AbsolutePath.of("/docker2/graph"), InterfaceName.of("docker1"));
 * engine.offer(ImageReference.of("gitlab/gitlab-runner"));
 * Engines engines = socket -> engine;
 * }</pre>
 */
public final class SimulatedEngine implements Engine {
    private static final String VERSION = "20.10.24";
    private static final String API_VERSION = "1.41";
    private static final int HIGHEST_PROCESS_ID = 4_194_300;

    private final BooleanSupplier service;
    private final Set<ImageReference> registry = new LinkedHashSet<>();
    private final Set<ImageReference> images = new LinkedHashSet<>();
    private final Map<ContainerName, SimulatedContainer> containers = new LinkedHashMap<>();
    private final List<Execution> executions = new ArrayList<>();
    private Function<Execution, ExecResult> answer = execution -> {
        throw new IllegalStateException("nothing was told about " + execution + "; use answer(...)");
    };
    private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
    private AbsolutePath rootDirectory;
    private String storageDriver = "overlay2";
    private InterfaceName bridge;
    private Optional<SimulatedTasks> tasks = Optional.empty();
    private boolean isUp = true;

    /**
     * A daemon that is up and has nothing.
     *
     * @param rootDirectory where it says to keep its images and containers
     * @param bridge the link of its default network
     */
    public SimulatedEngine(AbsolutePath rootDirectory, InterfaceName bridge) {
        this(rootDirectory, bridge, () -> true);
    }

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
     * Puts an image into the registry that the daemon can reach.
     *
     * @param image the image
     */
    public synchronized void offer(ImageReference image) {
        registry.add(image.withDefaultTag());
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
     * The commands that were run in containers.
     *
     * @return the commands, in order
     */
    public synchronized List<Execution> executions() {
        return List.copyOf(executions);
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
                rootDirectory, storageDriver, VERSION, API_VERSION, List.of(), Optional.of(bridge), containers.size());
    }

    @Override
    public synchronized List<ContainerSummary> containers() {
        requireUp("list containers");
        return containers.values().stream().map(SimulatedContainer::summary).toList();
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
        if (!images.contains(definition.image().withDefaultTag())) {
            throw refused(
                    action,
                    "No such image: " + definition.image().withDefaultTag(),
                    "pull the image first, or load it from a tar file");
        }
        if (containers.containsKey(definition.name())) {
            throw refused(
                    action, "the name is already in use", "remove or rename that container, or choose another name");
        }
        String id = Hashing.sha256()
                .hashString(rootDirectory + "\0" + definition.name() + "\0" + tick(), UTF_8)
                .toString();
        containers.put(definition.name(), new SimulatedContainer(id, definition, false, false, Optional.empty()));
        return id;
    }

    @Override
    public synchronized void start(ContainerName name) {
        SimulatedContainer container = require("start container " + name, name);
        if (!container.isRunning()) {
            containers.put(name, container.started(tick()));
            tasks.ifPresent(known -> known.begin(container.id()));
        }
    }

    @Override
    public synchronized void stop(ContainerName name, Duration patience) {
        SimulatedContainer container = require("stop container " + name, name);
        containers.put(name, container.stopped());
        tasks.ifPresent(known -> known.end(container.id()));
    }

    @Override
    public synchronized void remove(ContainerName name) {
        requireUp("remove container " + name);
        Optional.ofNullable(containers.remove(name))
                .ifPresent(container -> tasks.ifPresent(known -> known.end(container.id())));
    }

    @Override
    public synchronized boolean hasImage(ImageReference image) {
        requireUp("look for image " + image);
        return images.contains(image.withDefaultTag());
    }

    @Override
    public synchronized void pull(ImageReference image) {
        String action = "pull image " + image;
        requireUp(action);
        if (!registry.contains(image.withDefaultTag())) {
            throw refused(
                    action,
                    "the registry has no such image",
                    "let the simulated registry offer it, or load the image from a tar file");
        }
        images.add(image.withDefaultTag());
    }

    @Override
    public synchronized void load(Path archive) {
        requireUp("load images from " + archive);
        ImageArchive.readFrom(archive).images().forEach(image -> images.add(image.withDefaultTag()));
    }

    @Override
    public synchronized void importImage(ImageReference image, Path rootfs) {
        String action = "import image " + image + " from " + rootfs;
        requireUp(action);
        if (!Files.isReadable(rootfs)) {
            throw refused(action, "the file can't be read", "name a file that is there");
        }
        images.add(image.withDefaultTag());
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

    private record SimulatedContainer(
            String id,
            ContainerDefinition definition,
            boolean isRunning,
            boolean wasStopped,
            Optional<Instant> startedAt) {

        SimulatedContainer started(Instant now) {
            return new SimulatedContainer(id, definition, true, false, Optional.of(now));
        }

        SimulatedContainer stopped() {
            return new SimulatedContainer(id, definition, false, true, startedAt);
        }

        /** Ended with the daemon: nobody asked for it. */
        SimulatedContainer ended() {
            return new SimulatedContainer(id, definition, false, wasStopped, startedAt);
        }

        /** The rules of docker run's --restart; a container that never ran does not start. */
        boolean isToRestart() {
            return startedAt.isPresent()
                    && (definition.restart().equals(RestartPolicy.ALWAYS)
                            || (definition.restart().equals(RestartPolicy.UNLESS_STOPPED) && !wasStopped));
        }

        ContainerState state() {
            return new ContainerState(id, isRunning, definition.image().toString(), labels(), startedAt, processId());
        }

        /** Made from the id, so that those of two daemons on one host differ. */
        private Optional<Long> processId() {
            return isRunning ? Optional.of(2L + Math.floorMod(id.hashCode(), HIGHEST_PROCESS_ID)) : Optional.empty();
        }

        ContainerSummary summary() {
            String word = isRunning ? "running" : startedAt.isPresent() ? "exited" : "created";
            return new ContainerSummary(
                    id,
                    List.of(definition.name().toString()),
                    definition.image().toString(),
                    word,
                    labels());
        }

        private Map<String, String> labels() {
            Map<String, String> labels = new TreeMap<>(definition.labels());
            labels.put(ContainerDefinition.HASH_LABEL, definition.hash());
            return labels;
        }
    }
}
