package dev.outboard.runner.testing.parts;

import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A range from which a simulated daemon takes the subnets of its networks.
 *
 * @param base the range
 * @param size the prefix length of each network
 */
record SimulatedPool(Subnet base, int size) {
    /** The first of those that dockerd has built in. */
    static final List<SimulatedPool> BUILT_IN = List.of(
            new SimulatedPool(Subnet.of("172.17.0.0/16"), 16),
            new SimulatedPool(Subnet.of("172.18.0.0/15"), 16),
            new SimulatedPool(Subnet.of("172.20.0.0/14"), 16),
            new SimulatedPool(Subnet.of("172.24.0.0/13"), 16),
            new SimulatedPool(Subnet.of("192.168.0.0/16"), 20));

    /** The networks of the pool, in the order in which they are given out. */
    Stream<Subnet> parts() {
        return Stream.iterate(
                        Optional.of(Subnet.of(base.network() + "/" + size)),
                        part -> part.filter(base::contains).isPresent(),
                        part -> part.flatMap(Subnet::next))
                .flatMap(Optional::stream);
    }
}
