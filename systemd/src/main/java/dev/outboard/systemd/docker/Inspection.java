package dev.outboard.systemd.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerMount;
import com.github.dockerjava.api.model.ContainerNetworkSettings;
import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.HostConfig;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.systemd.container.RestartPolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds containers by name, and says in Outboard's values what docker-java tells of them. */
final class Inspection {
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private Inspection() {}

    static ContainerState state(InspectContainerResponse container) {
        Instant started = Instant.parse(container.getState().getStartedAt());
        return new ContainerState(
                container.getId(),
                Boolean.TRUE.equals(container.getState().getRunning()),
                Boolean.TRUE.equals(container.getState().getRestarting()),
                container.getConfig().getImage(),
                Optional.ofNullable(container.getImageId()).orElse(""),
                Optional.ofNullable(container.getConfig().getLabels()).orElse(ImmutableMap.of()),
                Optional.of(started).filter(instant -> !instant.equals(NEVER)),
                Optional.ofNullable(container.getState().getPidLong()).filter(pid -> pid > 0),
                exitStatus(container, started),
                restart(container),
                Optional.ofNullable(container.getRestartCount()).orElse(0));
    }

    private static Optional<Integer> exitStatus(InspectContainerResponse container, Instant started) {
        boolean hasProcess = Boolean.TRUE.equals(container.getState().getRunning())
                && !Boolean.TRUE.equals(container.getState().getRestarting());
        boolean hasEnded = !hasProcess && !started.equals(NEVER);
        return hasEnded
                ? Optional.ofNullable(container.getState().getExitCodeLong()).map(Math::toIntExact)
                : Optional.empty();
    }

    /** The daemon leaves the policy's name empty where it means none. */
    private static RestartPolicy restart(InspectContainerResponse container) {
        return Optional.ofNullable(container.getHostConfig())
                .map(HostConfig::getRestartPolicy)
                .map(com.github.dockerjava.api.model.RestartPolicy::toString)
                .filter(policy -> !policy.isEmpty())
                .map(RestartPolicy::of)
                .orElse(RestartPolicy.NO);
    }

    /** The daemon also takes the beginning of an id where a name is expected; such an answer is not the container. */
    static Optional<InspectContainerResponse> find(DockerClient docker, ContainerName name) {
        try {
            InspectContainerResponse container =
                    docker.inspectContainerCmd(name.toString()).exec();
            return Optional.of(container)
                    .filter(found -> withoutSlash(found.getName()).equals(name.toString()));
        } catch (NotFoundException missing) {
            return Optional.empty();
        }
    }

    static String id(DockerClient docker, ContainerName name) {
        return required(docker, name).getId();
    }

    static ContainerState require(DockerClient docker, ContainerName name) {
        return state(required(docker, name));
    }

    private static InspectContainerResponse required(DockerClient docker, ContainerName name) {
        return find(docker, name).orElseThrow(() -> new RefusedException("No such container: " + name));
    }

    private static String withoutSlash(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    static ContainerSummary summary(Container container) {
        List<String> names = Stream.ofNullable(container.getNames())
                .flatMap(Arrays::stream)
                .map(Inspection::withoutSlash)
                .toList();
        return new ContainerSummary(
                container.getId(),
                names,
                container.getImage(),
                container.getState(),
                Optional.ofNullable(container.getLabels()).orElse(ImmutableMap.of()),
                Stream.ofNullable(container.getPorts())
                        .flatMap(Arrays::stream)
                        .flatMap(port -> published(port).stream())
                        .toList(),
                Optional.ofNullable(container.getNetworkSettings())
                        .map(ContainerNetworkSettings::getNetworks)
                        .map(Map::values)
                        .stream()
                        .flatMap(Collection::stream)
                        .flatMap(network -> Stream.of(
                                Strings.nullToEmpty(network.getIpAddress()),
                                Strings.nullToEmpty(network.getGlobalIPv6Address())))
                        .filter(address -> !address.isEmpty())
                        .toList(),
                Stream.ofNullable(container.getMounts())
                        .flatMap(Collection::stream)
                        .flatMap(mount -> mounted(mount).stream())
                        .toList());
    }

    /** A file system in memory has no source. */
    private static Optional<MountedPath> mounted(ContainerMount mount) {
        return Strings.nullToEmpty(mount.getSource()).startsWith("/")
                        && Strings.nullToEmpty(mount.getDestination()).startsWith("/")
                ? Optional.of(
                        new MountedPath(AbsolutePath.of(mount.getSource()), AbsolutePath.of(mount.getDestination())))
                : Optional.empty();
    }

    /** A port that is only exposed has no counterpart on the host. */
    private static Optional<PublishedPort> published(ContainerPort port) {
        return Optional.ofNullable(port.getPublicPort())
                .map(number -> new PublishedPort(
                        Optional.ofNullable(port.getIp()).orElse(""), number, String.valueOf(port.getType())));
    }
}
