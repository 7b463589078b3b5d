package dev.outboard.systemd.docker;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.systemd.engine.EngineTraits;
import java.util.List;
import java.util.Optional;

/**
 * What a daemon says of itself: {@code docker info}, {@code docker version}, and its default network.
 *
 * @param rootDirectory where it keeps images and containers
 * @param storageDriver how it stores layers, for example {@code overlay2}
 * @param version its version, for example {@code 20.10.24}
 * @param apiVersion the newest version of its API
 * @param labels its labels, as configured
 * @param bridge the link of its network {@code bridge}, or empty if it runs without
 * @param containers how many containers it has, running or not
 * @param addressPools the ranges of its {@code default-address-pools}; none if it uses those that are built in
 * @param traits what kind of engine it is
 */
public record EngineInfo(
        AbsolutePath rootDirectory,
        String storageDriver,
        String version,
        String apiVersion,
        List<String> labels,
        Optional<InterfaceName> bridge,
        int containers,
        List<Subnet> addressPools,
        EngineTraits traits) {

    /**
     * Creates the description.
     *
     * @param rootDirectory where the daemon keeps images and containers
     * @param storageDriver how it stores layers
     * @param version its version
     * @param apiVersion the newest version of its API
     * @param labels its labels
     * @param bridge the link of its default network
     * @param containers how many containers it has
     * @param addressPools the ranges of its configured pools
     * @param traits what kind of engine it is
     */
    public EngineInfo {
        labels = List.copyOf(labels);
        addressPools = List.copyOf(addressPools);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
