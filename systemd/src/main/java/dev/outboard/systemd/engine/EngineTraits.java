package dev.outboard.systemd.engine;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;

/**
 * What kind of engine answers, and how it is set up.
 *
 * @param product {@value #DOCKER}, or another program with the same interface, for example {@code Podman Engine}
 * @param firewallBackend how it makes its rules, for example {@code iptables} or {@code nftables+firewalld}; empty if it does
 *     not tell, as engines before 28.2
 * @param leavesImagesToContainerd whether containerd keeps its images, and not a storage driver of the engine
 * @param swarmPools the ranges from which its swarm takes overlay networks; empty if it is in no swarm, and an empty list
 *     if it does not know them, as a worker
 */
public record EngineTraits(
        String product,
        Optional<String> firewallBackend,
        boolean leavesImagesToContainerd,
        Optional<List<Subnet>> swarmPools) {
    /** The product of an engine that is not another program's. */
    public static final String DOCKER = "Docker";

    /** A Docker engine that is in no swarm, with the storage driver of its own. */
    public static final EngineTraits USUAL = new EngineTraits(DOCKER, Optional.empty(), false, Optional.empty());

    /**
     * Creates the traits.
     *
     * @param product what answers
     * @param firewallBackend how it makes its rules
     * @param leavesImagesToContainerd whether containerd keeps its images
     * @param swarmPools the ranges of its swarm
     */
    public EngineTraits {
        swarmPools = swarmPools.map(List::copyOf);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
