package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.GoldenTree;
import dev.outboard.core.value.Subnet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardingRulesTest {
    private static final Subnet BRIDGE = Subnet.of("10.9.0.0/16");
    private static final Subnet POOL = Subnet.of("10.10.0.0/16");

    private static void verify(String golden, ForwardingRules rules) {
        GoldenTree.at(Path.of("src/test/resources/golden", golden))
                .verify(Map.of("/etc/docker2/forwarding.rules", rules.text()));
    }

    @Test
    void letsContainersOutAndNobodyIn() {
        verify("forwarding", new ForwardingRules("OUTBOARD-docker2", List.of(BRIDGE, POOL), List.of(), true));
    }

    @Test
    void refusesEgressAndRangesThatAreDenied() {
        verify(
                "forwarding-denied",
                new ForwardingRules("OUTBOARD-docker2", List.of(BRIDGE), List.of(Subnet.of("192.168.0.0/16")), false));
    }

    @Test
    void asksForNeighboursBeforeARangeThatHoldsThem() {
        List<String> rules = new ForwardingRules("CHAIN", List.of(BRIDGE), List.of(Subnet.of("10.0.0.0/8")), true)
                .tables()
                .get("filter");

        assertThat(rules)
                .containsSubsequence(
                        "-A CHAIN -s 10.9.0.0/16 -d 10.9.0.0/16 -j ACCEPT",
                        "-A CHAIN -s 10.9.0.0/16 -d 10.0.0.0/8 -j DROP",
                        "-A CHAIN -s 10.9.0.0/16 -j ACCEPT");
    }
}
