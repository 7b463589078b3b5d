package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.Firewall;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import org.junit.jupiter.api.Test;

class ForwardingTest {
    private static final BridgeSpec DOCKER1 =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();

    @Test
    void givesDocker110NoRangeThatItDoesNotUse() {
        DaemonSpec old = DaemonSpec.builder("docker2")
                .bridge("docker1")
                .engineDialect(EngineDialect.DOCKER_1_10)
                .build();

        assertThat(Forwarding.of(old, DOCKER1, Firewall.unknown())
                        .network()
                        .rules()
                        .ranges())
                .containsExactly(Subnet.of("10.9.0.0/16"));
    }
}
