package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetCollisionsTest {
    private final NetworkState state =
            NetworkState.readFrom(RecordedNetwork.host()).orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/25, address 192.0.2.2/24 on eth0",
        "192.0.0.0/16, address 192.0.2.2/24 on eth0",
        "2001:db8::/64, address 2001:db8::2/64 on eth0",
        "172.20.0.0/16, a route to 172.20.0.0/14 through eth0",
        "172.31.0.0/16, a route to 172.31.0.5/32 through eth0",
        "10.8.0.0/24, address 10.8.0.1/32 on tun0",
        "2001:db8:1:5::/64, a route to 2001:db8:1::/48 through eth0",
    })
    void findsWhatUsesASubnet(String wanted, String found) {
        assertThat(collisions(wanted, "docker9")).extracting(Problem::found).contains(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.10.0.0/16", "172.16.0.0/14", "198.18.0.0/16", "fd00:10::/64", "fe80:1::/64"})
    void findsNothingWhereOnlyDefaultAndLinkLocalRoutesLead(String wanted) {
        assertThat(collisions(wanted, "docker9")).isEmpty();
    }

    @Test
    void doesNotTakeABridgeForItsOwnCollision() {
        assertThat(collisions("10.9.0.0/16", "docker1")).isEmpty();
        assertThat(collisions("10.9.0.0/16", "docker9")).hasSize(1);
    }

    @Test
    void namesEachInterfaceOnce() {
        assertThat(collisions("192.0.2.0/24", "docker9")).hasSize(1);
    }

    @Test
    void namesEveryInterface() {
        assertThat(collisions("203.0.113.0/24", "docker9"))
                .extracting(Problem::found)
                .containsExactly("a route to 203.0.113.0/24 through eth0", "a route to 203.0.113.0/24 through tun0");
    }

    private List<Problem> collisions(String wanted, String device) {
        return SubnetCollisions.of(Subnet.of(wanted), InterfaceName.of(device), state);
    }
}
