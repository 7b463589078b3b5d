package dev.outboard.systemd.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.Version;
import com.google.common.primitives.Ints;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A daemon behind docker-java. */
final class DockerJavaEngine implements Engine {
    private static final String DEFAULT_NETWORK = "bridge";
    private static final String BRIDGE_DRIVER = "bridge";
    private static final int ID_DIGITS = 12;
    private static final String BRIDGE_OPTION = "com.docker.network.bridge.name";

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
            Version version = docker.versionCmd().exec();
            if (info.getDockerRootDir() == null || version.getApiVersion() == null) {
                throw new RefusedException(
                        "its answer is not that of a Docker daemon: it names no data root or version");
            }
            return new EngineInfo(
                    AbsolutePath.of(info.getDockerRootDir()),
                    info.getDriver(),
                    info.getServerVersion(),
                    version.getApiVersion(),
                    Optional.ofNullable(info.getLabels()).map(List::of).orElse(List.of()),
                    bridge(docker),
                    Optional.ofNullable(info.getContainers()).orElse(0),
                    NetworkRanges.ofPools(info),
                    Traits.of(info, version));
        });
    }

    private static Optional<InterfaceName> bridge(DockerClient docker) {
        try {
            return bridgeOption(
                    docker.inspectNetworkCmd().withNetworkId(DEFAULT_NETWORK).exec());
        } catch (NotFoundException withoutBridge) {
            return Optional.empty();
        }
    }

    private static Optional<InterfaceName> bridgeOption(Network network) {
        return Optional.ofNullable(network.getOptions())
                .map(options -> options.get(BRIDGE_OPTION))
                .map(InterfaceName::of);
    }

    @Override
    public List<NetworkSummary> networks() {
        return ask(
                "list networks",
                docker -> docker.listNetworksCmd().exec().stream()
                        .map(network -> new NetworkSummary(
                                network.getId(),
                                network.getName(),
                                network.getDriver(),
                                bridgeOf(network),
                                NetworkRanges.of(network)))
                        .toList());
    }

    @Override
    public List<String> volumes() {
        return ask(
                "list volumes",
                docker -> Optional.ofNullable(docker.listVolumesCmd().exec().getVolumes()).stream()
                        .flatMap(List::stream)
                        .map(InspectVolumeResponse::getName)
                        .toList());
    }

    @Override
    public void createNetwork(NetworkName name) {
        order(
                "create network " + name,
                docker -> docker.createNetworkCmd()
                        .withName(name.toString())
                        .withDriver(BRIDGE_DRIVER)
                        .withCheckDuplicate(true)
                        .exec());
    }

    @Override
    public void removeNetwork(NetworkName name) {
        order("remove network " + name, docker -> {
            try {
                docker.removeNetworkCmd(name.toString()).exec();
            } catch (NotFoundException gone) {
                // what was asked for
            }
        });
    }

    /** Without a name of its maker's, a network's bridge has one from its id. */
    private static Optional<InterfaceName> bridgeOf(Network network) {
        return Optional.of(network)
                .filter(found -> found.getDriver().equals(BRIDGE_DRIVER))
                .map(found -> bridgeOption(found)
                        .orElseGet(() -> InterfaceName.of("br-" + found.getId().substring(0, ID_DIGITS))));
    }

    @Override
    public List<ContainerSummary> containers() {
        return ask(
                "list containers",
                docker -> docker.listContainersCmd().withShowAll(true).exec().stream()
                        .map(Inspection::summary)
                        .toList());
    }

    @Override
    public Optional<ContainerState> container(ContainerName name) {
        return ask(
                "look at container " + name,
                docker -> Inspection.find(docker, name).map(Inspection::state));
    }

    @Override
    public String create(ContainerDefinition definition) {
        return ask(
                "create container " + definition.name(),
                docker -> Creation.command(docker, definition).exec().getId());
    }

    @Override
    public void start(ContainerName name) {
        order(
                "start container " + name,
                docker -> docker.startContainerCmd(Inspection.id(docker, name)).exec());
    }

    @Override
    public void stop(ContainerName name, Duration patience) {
        int seconds = Ints.saturatedCast(patience.toSeconds());
        order(
                "stop container " + name,
                docker -> docker.stopContainerCmd(Inspection.id(docker, name))
                        .withTimeout(seconds)
                        .exec());
    }

    @Override
    public void kill(ContainerName name, Signal signal) {
        order("send " + signal + " to container " + name, docker -> {
            try {
                docker.killContainerCmd(Inspection.id(docker, name))
                        .withSignal("SIG" + signal)
                        .exec();
            } catch (ConflictException notRunning) {
                if (!String.valueOf(notRunning.getMessage()).contains("is not running")) {
                    throw notRunning;
                }
            }
        });
    }

    @Override
    public Optional<Integer> awaitExit(ContainerName name, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return ask("wait for the end of container " + name, docker -> {
            String id = Inspection.id(docker, name);
            while (true) {
                Optional<Integer> status = direct().awaitExit(id, Duration.ofNanos(end - System.nanoTime()));
                // nothing may also mean that the daemon went away: only a look at the container tells what is true
                ContainerState state = Inspection.require(docker, name);
                if (status.isPresent() || !state.isRunning()) {
                    return status.or(state::exitStatus);
                }
                if (end - System.nanoTime() <= 0) {
                    return Optional.empty();
                }
            }
        });
    }

    @Override
    public void rename(ContainerName from, ContainerName to) {
        order(
                "rename container " + from + " to " + to,
                docker -> docker.renameContainerCmd(Inspection.id(docker, from))
                        .withName(to.toString())
                        .exec());
    }

    @Override
    public void updateRestart(ContainerName name, RestartPolicy policy) {
        order(
                "let the restart policy of container " + name + " be " + policy,
                docker -> direct().updateRestart(Inspection.id(docker, name), policy));
    }

    @Override
    public List<String> logs(ContainerName name, int lines) {
        return ask("read the log of container " + name, docker -> {
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            docker.logContainerCmd(Inspection.id(docker, name))
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(lines)
                    .exec(new Answers<Frame>(frame -> log.writeBytes(frame.getPayload())))
                    .await();
            return log.toString(UTF_8).lines().toList();
        });
    }

    @Override
    public void remove(ContainerName name) {
        order(
                "remove container " + name,
                docker -> Inspection.find(docker, name).ifPresent(container -> remove(docker, container.getId())));
    }

    @Override
    public void remove(ContainerSummary container) {
        order("remove container " + container.shortId(), docker -> {
            try {
                remove(docker, container.id());
            } catch (NotFoundException gone) {
                // what was asked for
            }
        });
    }

    private static void remove(DockerClient docker, String id) {
        docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(false).exec();
    }

    @Override
    public Optional<String> imageId(ImageReference image) {
        return ask("look for image " + image, docker -> {
            try {
                return Optional.of(docker.inspectImageCmd(image.withDefaultTag().toString())
                        .exec()
                        .getId());
            } catch (NotFoundException missing) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void pull(ImageReference image, Consumer<? super PullProgress> listener) {
        PullMeter meter = new PullMeter();
        ImageReference wanted = image.withDefaultTag();
        String version = wanted.digest().or(wanted::tag).orElseThrow();
        order(
                "pull image " + image,
                docker -> docker.pullImageCmd(wanted.repository())
                        .withTag(version)
                        .exec(new Answers<>(item -> {
                            refuseError(item);
                            meter.add(item).ifPresent(listener);
                        }))
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
            String execution = direct().createExec(Inspection.id(docker, name), command, environment);
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
