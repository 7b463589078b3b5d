package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterAdvertisementsTest {
    private static final BridgeSpec SPEC = BridgeSpec.builder("docker1", "10.9.0.1/16")
            .ipv6Address("fd00:9::1/64")
            .build();

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "0, 2, 0", "0, 0, 0", "1, 1, 0"})
    void areLostToAHostThatBeginsToForward(String forwarding, String acceptance, int problems) {
        assertThat(RouterAdvertisements.lost(SPEC, host(forwarding, acceptance, "ra")))
                .hasSize(problems)
                .extracting(Problem::found)
                .allSatisfy(found -> assertThat(found).contains("eth0"));
    }

    @Test
    void areNotMissedWhereTheRouteIsStatic() {
        assertThat(RouterAdvertisements.lost(SPEC, host("0", "1", "static"))).isEmpty();
    }

    @Test
    void areNotTouchedByABridgeWithoutIpv6() {
        BridgeSpec ipv4 = BridgeSpec.builder("docker1", "10.9.0.1/16").build();

        assertThat(RouterAdvertisements.lost(ipv4, host("0", "1", "ra"))).isEmpty();
    }

    private static InMemoryHost host(String forwarding, String acceptance, String protocol) {
        return InMemoryHost.create()
                .putFile(AbsolutePath.of("/proc/sys/net/ipv6/conf/all/forwarding"), forwarding + "\n")
                .putFile(AbsolutePath.of("/proc/sys/net/ipv6/conf/eth0/accept_ra"), acceptance + "\n")
                .answer(SimulatedCommand.printing(
                        "[{\"dst\":\"default\",\"gateway\":\"fe80::1\",\"dev\":\"eth0\",\"protocol\":\"" + protocol
                                + "\"}]\n",
                        "ip",
                        "-json",
                        "route",
                        "show",
                        "table",
                        "all"));
    }
}
