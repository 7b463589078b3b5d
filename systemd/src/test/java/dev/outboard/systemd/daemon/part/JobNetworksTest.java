package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.command.Command;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.network.testing.SimulatedLinks;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.platform.Platform;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JobNetworksTest {
    private final InMemoryHost host = InMemoryHost.create()
            .answer(SimulatedLinks.create().putLink("eth0", "192.0.2.2/24").putRoute("0.0.0.0/0", "eth0"));

    private static Platform engine(String version) {
        Platform unknown = Platform.unknown();
        return new Platform(
                unknown.program(),
                Optional.of(EngineVersion.of(version)),
                OptionalInt.of(257),
                unknown.controlGroups(),
                unknown.firewall());
    }

    private static DaemonSpec.Builder docker2() {
        return DaemonSpec.builder("docker2").bridge("docker1").root("/docker2");
    }

    private static BridgeSpec.Builder docker1() {
        return BridgeSpec.builder("docker1", "10.9.0.1/16");
    }

    private static JobNetworks networks(DaemonSpec.Builder daemon, BridgeSpec.Builder bridge, String engine) {
        return new JobNetworks(DaemonContext.of(daemon.build(), bridge.build(), engine(engine)));
    }

    private static JsonNode options(JobNetworks networks) {
        ObjectNode configuration = new ObjectMapper().createObjectNode();
        networks.configure(configuration);
        return configuration.at("/default-network-opts/bridge");
    }

    private List<String> notes(JobNetworks networks) {
        return networks.notes(host);
    }

    @Test
    void haveTheMtuOfTheBridge() {
        JobNetworks networks = networks(docker2(), docker1().mtu(1450), "24.0");

        assertThat(options(networks)).hasToString("{\"com.docker.network.driver.mtu\":\"1450\"}");
        assertThat(notes(networks)).isEmpty();
        assertThat(networks.mtu()).isPresent();
    }

    @Test
    void needNothingWhereTheSpecNamesNoMtu() {
        JobNetworks networks = networks(docker2(), docker1(), "28.5");

        assertThat(options(networks).isMissingNode()).isTrue();
        assertThat(notes(networks)).isEmpty();
        assertThat(networks.mtu()).isEmpty();
    }

    @Test
    void areToldOfInThePlanWhereTheEngineHasNoOptionForThem() {
        JobNetworks networks = networks(docker2(), docker1().mtu(1450), "20.10");

        assertThat(options(networks).isMissingNode()).isTrue();
        assertThat(networks.mtu()).isEmpty();
        assertThat(notes(networks))
                .containsExactly(
                        "networks that jobs create do not get com.docker.network.driver.mtu=1450: Docker 20.10 has"
                                + " no option for it, Docker 24.0 has; GitLab Runner sets it for the networks of its jobs by"
                                + " DockerSettings.NETWORK_MTU");
    }

    @Test
    void areLeftToAnOptionOfTheUsersSinceTheEngineTakesNoOptionTwice() {
        JobNetworks networks = networks(
                docker2().addDaemonOption("default-network-opt", "bridge=com.docker.network.driver.mtu=1400"),
                docker1().mtu(1450),
                "28.5");

        assertThat(options(networks).isMissingNode()).isTrue();
        assertThat(notes(networks))
                .singleElement()
                .asString()
                .contains("the option default-network-opt of the spec decides");
    }

    @Test
    void letContainersNotReachEachOtherWhereTheEngineRefusesItInTheDefaultNetwork() {
        JobNetworks networks = networks(
                docker2()
                        .networkIsolation(NetworkIsolation.NAMESPACE)
                        .traffic(TrafficPolicy.builder()
                                .interContainerTraffic(false)
                                .build()),
                docker1(),
                "28.5");

        assertThat(options(networks)).hasToString("{\"com.docker.network.bridge.enable_icc\":\"false\"}");
    }

    @Test
    void publishPortsAtTheAddressThatTheDaemonsOptionNames() {
        assertThat(options(networks(docker2().addDaemonOption("ip", "127.0.0.1"), docker1(), "28.5")))
                .hasToString("{\"com.docker.network.bridge.host_binding_ipv4\":\"127.0.0.1\"}");
    }

    @Test
    void areToldOfWhereAnOptionHoldsForTheDefaultNetworkOnly() {
        assertThat(notes(networks(
                        docker2().addDaemonOption("fixed-cidr", "10.9.1.0/24"),
                        docker1().ipv6Address("fd00:9::1/64"),
                        "28.5")))
                .containsExactly(
                        "networks that jobs create have IPv4 only; fd00:9::1/64 is for the default network",
                        "networks that jobs create are not affected by the daemon's option fixed-cidr");
    }

    @Test
    void areToldOfALinkByWhichTheHostReachesOthersWithASmallerMtu() {
        host.run(Command.of("ip", "link", "set", "dev", "eth0", "mtu", "1450"));

        assertThat(notes(networks(docker2(), docker1(), "28.5")))
                .singleElement()
                .asString()
                .contains("link eth0, by which this host reaches others, has MTU 1450", "call mtu(1450)");
        assertThat(notes(networks(docker2(), docker1().mtu(1450), "28.5"))).isEmpty();
        assertThat(notes(networks(docker2(), docker1().mtu(1400), "28.5"))).isEmpty();
    }
}
