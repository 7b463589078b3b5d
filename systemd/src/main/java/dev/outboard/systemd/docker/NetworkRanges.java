package dev.outboard.systemd.docker;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Network;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Subnet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads ranges of addresses from answers of a daemon. A range that a network can't have is left out. */
final class NetworkRanges {
    private NetworkRanges() {}

    /** docker-java has no field for the pools, which daemons answer from 19.03 on: a list of {@code Base} and {@code Size}. */
    static List<Subnet> ofPools(Info info) {
        return info.getRawValues().get("DefaultAddressPools") instanceof Collection<?> pools
                ? pools.stream()
                        .flatMap(pool ->
                                pool instanceof Map<?, ?> fields ? Stream.ofNullable(fields.get("Base")) : Stream.of())
                        .flatMap(base -> range(base.toString()))
                        .toList()
                : List.of();
    }

    /** Networks of the host and of no driver have none. */
    static List<Subnet> of(Network network) {
        return Optional.ofNullable(network.getIpam()).map(Network.Ipam::getConfig).stream()
                .flatMap(List::stream)
                .map(Network.Ipam.Config::getSubnet)
                .filter(Objects::nonNull)
                .flatMap(NetworkRanges::range)
                .toList();
    }

    static Stream<Subnet> range(String text) {
        try {
            return Stream.of(Subnet.of(text));
        } catch (InvalidValueException withHostPart) {
            try {
                return Stream.of(InterfaceAddress.of(text).subnet());
            } catch (InvalidValueException unusable) {
                return Stream.of();
            }
        }
    }
}
