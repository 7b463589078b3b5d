package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Tool;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeUnitTest {
    private static final BridgeSpec SPEC =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();

    @Test
    void makesABridge() {
        verify("bridge-unit", SPEC);
    }

    @Test
    void makesABridgeWithEverythingThatASpecMaySay() {
        verify(
                "bridge-unit-with-everything",
                SPEC.toBuilder()
                        .ipv6Address("fd00:9::1/64")
                        .mtu(1450)
                        .tool(Tool.BRCTL)
                        .build());
    }

    @Test
    void makesTheSameBridgeAsTheCommandsOfAPlan() {
        Site site = Site.withUnusedNetworkd();
        BridgeSpec spec = SPEC.toBuilder().ipv6Address("fd00:9::1/64").mtu(1450).build();

        site.links.start(BridgeUnit.of(spec), site.host);

        assertThat(new BridgeCheck(spec).run(site.host)).allMatch(finding -> finding.proved());
    }

    @Test
    void leavesABridgeAloneThatIsThere() {
        Site site = Site.withUnusedNetworkd();
        site.apply(SPEC);
        NetworkState before = site.network();

        site.links.start(BridgeUnit.of(SPEC), site.host);

        assertThat(site.network()).isEqualTo(before);
    }

    private static void verify(String golden, BridgeSpec spec) {
        GoldenTree.at(Path.of("src/test/resources/golden", golden))
                .verify(Map.of(
                        "/etc/systemd/system/" + BridgeUnit.name(spec),
                        BridgeUnit.of(spec).text()));
    }
}
