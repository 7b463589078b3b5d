package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.systemd.engine.EngineTraits;
import java.util.List;
import java.util.Optional;

/**
 * What the first daemon's running engine answered when it was asked about itself and its networks.
 *
 * @param rootDirectory where it keeps images and containers; with user namespaces, a directory below its data root
 * @param version its version, for example {@code 26.1.5}
 * @param addressPools its {@code default-address-pools}; none if it uses those that are built in
 * @param networks all of its networks
 * @param traits what kind of engine it is
 */
public record EngineAnswer(
        AbsolutePath rootDirectory,
        String version,
        List<Subnet> addressPools,
        List<Network> networks,
        EngineTraits traits) {

    /**
     * Creates an answer.
     *
     * @param rootDirectory where the engine keeps images and containers
     * @param version its version
     * @param addressPools its configured pools
     * @param networks its networks
     * @param traits what kind of engine it is
     */
    public EngineAnswer {
        addressPools = List.copyOf(addressPools);
        networks = List.copyOf(networks);
    }

    /**
     * One network of the engine.
     *
     * @param name its name
     * @param bridge its bridge on the host, or empty for other drivers
     * @param subnets its subnets, IPv4 and IPv6
     */
    public record Network(String name, Optional<InterfaceName> bridge, List<Subnet> subnets) {

        /**
         * Creates a network.
         *
         * @param name its name
         * @param bridge its bridge
         * @param subnets its subnets
         */
        public Network {
            subnets = List.copyOf(subnets);
        }

        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
