package dev.outboard.systemd.docker;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.LocalNodeState;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import com.google.common.collect.ImmutableMap;
import dev.outboard.core.value.Subnet;
import dev.outboard.systemd.engine.EngineTraits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what kind of engine answers from {@code /info} and {@code /version}. */
final class Traits {
    private static final String ENGINE = "Engine";

    /** What {@code DriverStatus} has where snapshotters of containerd keep the layers. */
    private static final List<String> SNAPSHOTTER = List.of("driver-type", "io.containerd.snapshotter.v1");

    private Traits() {}

    static EngineTraits of(Info info, Version version) {
        return new EngineTraits(product(version), firewallBackend(info), isOfContainerd(info), swarmPools(info));
    }

    /** Docker calls its component {@code Engine}, Podman's service {@code Podman Engine}. */
    private static String product(Version version) {
        return Optional.ofNullable(version.getComponents()).stream()
                .flatMap(List::stream)
                .map(VersionComponent::getName)
                .flatMap(Stream::ofNullable)
                .filter(name -> name.endsWith(" " + ENGINE))
                .findFirst()
                .orElse(EngineTraits.DOCKER);
    }

    /** docker-java has no field for it. */
    private static Optional<String> firewallBackend(Info info) {
        return Optional.ofNullable(part(info.getRawValues(), "FirewallBackend").get("Driver"))
                .map(Object::toString);
    }

    private static boolean isOfContainerd(Info info) {
        return Optional.ofNullable(info.getDriverStatuses())
                .filter(statuses -> statuses.contains(SNAPSHOTTER))
                .isPresent();
    }

    /** docker-java has no field for the pools, which managers know. */
    private static Optional<List<Subnet>> swarmPools(Info info) {
        return Optional.ofNullable(info.getSwarm())
                .filter(swarm -> swarm.getLocalNodeState() == LocalNodeState.ACTIVE)
                .map(swarm -> part(part(info.getRawValues(), "Swarm"), "Cluster"))
                .map(cluster -> cluster.get("DefaultAddrPool") instanceof Collection<?> pools
                        ? pools.stream()
                                .flatMap(pool -> NetworkRanges.range(String.valueOf(pool)))
                                .toList()
                        : List.of());
    }

    private static Map<?, ?> part(Map<?, ?> whole, String key) {
        return whole.get(key) instanceof Map<?, ?> part ? part : ImmutableMap.of();
    }
}
