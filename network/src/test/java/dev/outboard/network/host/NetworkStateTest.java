package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.network.host.NetworkState.Link;
import dev.outboard.network.host.NetworkState.Route;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what the real {@code ip} of iproute2 6.1 printed in a network namespace. */
class NetworkStateTest {
    private final NetworkState state =
            NetworkState.readFrom(RecordedNetwork.host()).orElseThrow();

    @Test
    void readsABridgeWithItsAddresses() {
        Link link = link("docker1");

        assertThat(link.isBridge()).isTrue();
        assertThat(link.isUp()).isTrue();
        assertThat(link.mtu()).isEqualTo(1450);
        assertThat(link.addresses()).extracting(Object::toString).contains("10.9.0.1/16", "fd00:9::1/64");
    }

    @Test
    void seesThatABridgeIsDown() {
        assertThat(link("br-down").isUp()).isFalse();
        assertThat(link("br-down").addresses()).isEmpty();
    }

    @Test
    void tellsABridgeFromOtherLinks() {
        assertThat(link("eth0").kind()).hasValue("veth");
        assertThat(link("eth0").isBridge()).isFalse();
        assertThat(link("lo").kind()).isEmpty();
    }

    @Test
    void leavesLoopbackAddressesOut() {
        assertThat(link("lo").addresses()).isEmpty();
    }

    @Test
    void readsUnicastRoutesOfEveryTable() {
        assertThat(routesThrough("eth0"))
                .contains("172.31.0.5/32", "0.0.0.0/0", "172.20.0.0/14", "192.0.2.0/24", "2001:db8:1::/48", "::/0");
    }

    @Test
    void readsEachDeviceOfAMultipathRoute() {
        assertThat(routesThrough("eth0")).contains("203.0.113.0/24");
        assertThat(routesThrough("tun0")).contains("203.0.113.0/24");
    }

    @Test
    void readsNoRoutesThatLeadNowhereOrToTheHostItself() {
        assertThat(state.routes())
                .extracting(route -> route.destination().toString())
                .doesNotContain("198.18.0.0/15", "127.0.0.0/8", "10.9.255.255/32", "ff00::/8");
    }

    @Test
    void findsNoLinkThatIsNotThere() {
        assertThat(state.link(InterfaceName.of("docker9"))).isEmpty();
    }

    @Test
    void isUnknownOnAHostThatOnlyRecords(@TempDir Path directory) {
        assertThat(NetworkState.readFrom(StagedHost.at(directory))).isEmpty();
    }

    @Test
    void saysWhatToDoWhenIpPrintsNoJson() {
        InMemoryHost host = RecordedNetwork.host()
                .answer(SimulatedCommand.printing("1: lo:", "ip", "-json", "-details", "address", "show"));

        assertThatThrownBy(() -> NetworkState.readFrom(host))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("ip -json -details address show printed no JSON");
    }

    @Test
    void saysWhatToDoWhenALinkIsNotDescribedAsExpected() {
        InMemoryHost host = RecordedNetwork.host()
                .answer(SimulatedCommand.printing(
                        "[{\"ifname\":\"lo\"}]", "ip", "-json", "-details", "address", "show"));

        assertThatThrownBy(() -> NetworkState.readFrom(host))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("ip described a link as {\"ifname\":\"lo\"}");
    }

    @Test
    void failsWhenIpFails() {
        InMemoryHost host = RecordedNetwork.host()
                .answer(SimulatedCommand.failing(
                        "Option \"-json\" is unknown, try \"ip -help\".",
                        "ip",
                        "-json",
                        "-details",
                        "address",
                        "show"));

        assertThatThrownBy(() -> NetworkState.readFrom(host)).isInstanceOf(CommandFailedException.class);
    }

    private Link link(String name) {
        return state.link(InterfaceName.of(name)).orElseThrow();
    }

    private List<String> routesThrough(String device) {
        return state.routes().stream()
                .filter(route -> route.device().equals(device))
                .map(Route::destination)
                .map(Object::toString)
                .toList();
    }
}
