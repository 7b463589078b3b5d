package dev.outboard.runner.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.api.model.StreamType;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A daemon behind docker-java. */
final class DockerJavaEngine implements Engine {
    private static final String DEFAULT_NETWORK = "bridge";
    private static final String BRIDGE_OPTION = "com.docker.network.bridge.name";
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private final SocketPath socket;
    private final DeadlineTransport transport;
    private @Nullable DaemonClient negotiated;

    DockerJavaEngine(SocketPath socket, DeadlineTransport transport) {
        this.socket = socket;
        this.transport = transport;
    }

    @Override
    public EngineInfo info() {
        return ask("describe itself", docker -> {
            Info info = docker.infoCmd().exec();
            return new EngineInfo(
                    AbsolutePath.of(info.getDockerRootDir()),
                    info.getDriver(),
                    info.getServerVersion(),
                    docker.versionCmd().exec().getApiVersion(),
                    Optional.ofNullable(info.getLabels()).map(List::of).orElse(List.of()),
                    bridge(docker),
                    Optional.ofNullable(info.getContainers()).orElse(0));
        });
    }

    private static Optional<InterfaceName> bridge(DockerClient docker) {
        try {
            Network network =
                    docker.inspectNetworkCmd().withNetworkId(DEFAULT_NETWORK).exec();
            return Optional.ofNullable(network.getOptions())
                    .map(options -> options.get(BRIDGE_OPTION))
                    .map(InterfaceName::of);
        } catch (NotFoundException withoutBridge) {
            return Optional.empty();
        }
    }

    @Override
    public List<ContainerSummary> containers() {
        return ask(
                "list containers",
                docker -> docker.listContainersCmd().withShowAll(true).exec().stream()
                        .map(DockerJavaEngine::summary)
                        .toList());
    }

    private static ContainerSummary summary(Container container) {
        List<String> names = Stream.ofNullable(container.getNames())
                .flatMap(Arrays::stream)
                .map(DockerJavaEngine::withoutSlash)
                .toList();
        return new ContainerSummary(
                container.getId(),
                names,
                container.getImage(),
                container.getState(),
                Optional.ofNullable(container.getLabels()).orElse(ImmutableMap.of()));
    }

    @Override
    public Optional<ContainerState> container(ContainerName name) {
        return ask("look at container " + name, docker -> inspect(docker, name).map(DockerJavaEngine::state));
    }

    private static ContainerState state(InspectContainerResponse container) {
        Instant started = Instant.parse(container.getState().getStartedAt());
        return new ContainerState(
                container.getId(),
                Boolean.TRUE.equals(container.getState().getRunning()),
                container.getConfig().getImage(),
                Optional.ofNullable(container.getConfig().getLabels()).orElse(ImmutableMap.of()),
                Optional.of(started).filter(instant -> !instant.equals(NEVER)),
                Optional.ofNullable(container.getState().getPidLong()).filter(pid -> pid > 0));
    }

    /** The daemon also takes the beginning of an id where a name is expected; such an answer is not the container. */
    private static Optional<InspectContainerResponse> inspect(DockerClient docker, ContainerName name) {
        try {
            InspectContainerResponse container =
                    docker.inspectContainerCmd(name.toString()).exec();
            return Optional.of(container)
                    .filter(found -> withoutSlash(found.getName()).equals(name.toString()));
        } catch (NotFoundException missing) {
            return Optional.empty();
        }
    }

    private static String id(DockerClient docker, ContainerName name) {
        return inspect(docker, name)
                .map(InspectContainerResponse::getId)
                .orElseThrow(() -> new RefusedException("No such container: " + name));
    }

    private static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    @Override
    public String create(ContainerDefinition definition) {
        return ask("create container " + definition.name(), docker -> {
            Map<String, String> labels = new TreeMap<>(definition.labels());
            labels.put(ContainerDefinition.HASH_LABEL, definition.hash());
            CreateContainerCmd creation = docker.createContainerCmd(
                            definition.image().toString())
                    .withName(definition.name().toString())
                    .withLabels(labels)
                    .withEnv(definition.environment().entrySet().stream()
                            .map(variable -> variable.getKey() + "=" + variable.getValue())
                            .toList())
                    .withHostConfig(hostConfig(definition));
            definition.hostName().ifPresent(name -> creation.withHostName(name.toString()));
            if (!definition.command().isEmpty()) {
                creation.withCmd(definition.command());
            }
            return creation.exec().getId();
        });
    }

    private static HostConfig hostConfig(ContainerDefinition definition) {
        RestartPolicy restart = definition.restart();
        HostConfig config = HostConfig.newHostConfig()
                .withBinds(definition.binds().stream()
                        .map(bind -> com.github.dockerjava.api.model.Bind.parse(bind.toString()))
                        .toList())
                .withPrivileged(definition.privileged())
                .withLinks(definition.links().stream()
                        .map(link -> com.github.dockerjava.api.model.Link.parse(link.toString()))
                        .toArray(com.github.dockerjava.api.model.Link[]::new))
                .withExtraHosts(definition.extraHosts().stream()
                        .map(ExtraHost::toString)
                        .toArray(String[]::new))
                .withRestartPolicy(com.github.dockerjava.api.model.RestartPolicy.parse(restart.toString()));
        definition.network().ifPresent(network -> config.withNetworkMode(network.toString()));
        return config;
    }

    @Override
    public void start(ContainerName name) {
        order(
                "start container " + name,
                docker -> docker.startContainerCmd(id(docker, name)).exec());
    }

    @Override
    public void stop(ContainerName name, Duration patience) {
        int seconds = Ints.saturatedCast(patience.toSeconds());
        order(
                "stop container " + name,
                docker -> docker.stopContainerCmd(id(docker, name))
                        .withTimeout(seconds)
                        .exec());
    }

    @Override
    public void remove(ContainerName name) {
        order(
                "remove container " + name,
                docker -> inspect(docker, name)
                        .ifPresent(container -> docker.removeContainerCmd(container.getId())
                                .withForce(true)
                                .withRemoveVolumes(false)
                                .exec()));
    }

    @Override
    public boolean hasImage(ImageReference image) {
        return ask("look for image " + image, docker -> {
            try {
                docker.inspectImageCmd(image.withDefaultTag().toString()).exec();
                return true;
            } catch (NotFoundException missing) {
                return false;
            }
        });
    }

    @Override
    public void pull(ImageReference image) {
        ImageReference wanted = image.withDefaultTag();
        String version = wanted.digest().or(wanted::tag).orElseThrow();
        order(
                "pull image " + image,
                docker -> docker.pullImageCmd(wanted.repository())
                        .withTag(version)
                        .exec(new Answers<>(DockerJavaEngine::refuseError))
                        .await());
    }

    @Override
    public void load(Path archive) {
        order(
                "load images from " + archive,
                docker -> withFile(
                        archive,
                        stream -> docker.loadImageAsyncCmd(stream)
                                .exec(new Answers<>(DockerJavaEngine::refuseError))
                                .await()));
    }

    @Override
    public void importImage(ImageReference image, Path rootfs) {
        order(
                "import image " + image + " from " + rootfs,
                docker -> withFile(rootfs, stream -> direct().importImage(image.withDefaultTag(), stream)));
    }

    @Override
    public void removeImage(ImageReference image) {
        order("remove image " + image, docker -> {
            try {
                docker.removeImageCmd(image.withDefaultTag().toString()).exec();
            } catch (NotFoundException gone) {
                // what was asked for
            }
        });
    }

    @Override
    public ExecResult exec(ContainerName name, List<String> command, Map<String, Secret> environment) {
        return ask("run " + command + " in container " + name, docker -> {
            String execution = direct().createExec(id(docker, name), command, environment);
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            docker.execStartCmd(execution)
                    .exec(new Answers<Frame>(frame -> (frame.getStreamType() == StreamType.STDERR ? errors : output)
                            .writeBytes(frame.getPayload())))
                    .await();
            @Nullable Long status = docker.inspectExecCmd(execution).exec().getExitCodeLong();
            if (status == null) {
                throw new RefusedException("the command went on without its output");
            }
            return new ExecResult(Math.toIntExact(status), output.toString(UTF_8), errors.toString(UTF_8));
        });
    }

    private static void refuseError(ResponseItem item) {
        if (item.getErrorDetail() != null && item.getErrorDetail().getMessage() != null) {
            throw new RefusedException(item.getErrorDetail().getMessage());
        }
    }

    private static void withFile(Path file, Consumer<InputStream> use) {
        try (InputStream stream = Files.newInputStream(file)) {
            use.accept(stream);
        } catch (IOException unreadable) {
            throw ImageArchive.unreadable(file, unreadable);
        }
    }

    private void order(String action, Consumer<DockerClient> order) {
        ask(action, docker -> {
            try {
                order.accept(docker);
            } catch (NotModifiedException alreadySo) {
                // the daemon's word for: it runs, or does not, as you wish
            }
            return true;
        });
    }

    private <T> T ask(String action, Function<DockerClient, T> question) {
        try {
            return question.apply(client().client());
        } catch (ProvisioningException known) {
            throw known;
        } catch (RuntimeException failure) {
            throw DaemonFailure.of(socket, action, failure);
        }
    }

    private DirectRequests direct() {
        return new DirectRequests(transport, client().apiVersion());
    }

    private synchronized DaemonClient client() {
        if (negotiated == null) {
            negotiated = DaemonClient.negotiate(socket, transport);
        }
        return negotiated;
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException failure) {
            throw DaemonFailure.of(socket, "end the connection", failure);
        }
    }
}
