package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.network.BridgeSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkdFilesTest {
    private static final BridgeSpec SPEC =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();

    @Test
    void writesTheFilesOfABridge() {
        verify("bridge", SPEC);
    }

    @Test
    void writesTheMtuWhereALaterChangeHasAnEffect() {
        verify("bridge-with-mtu", SPEC.toBuilder().mtu(1450).build());
    }

    @Test
    void writesAnIpv6AddressThatNeedsNoCarrier() {
        verify("bridge-with-ipv6", SPEC.toBuilder().ipv6Address("fd00:9::1/64").build());
    }

    @Test
    void givesTheFilesToRootForAllToRead() {
        assertThat(NetworkdFiles.of(SPEC)).allSatisfy(file -> {
            assertThat(file.mode()).hasToString("0644");
            assertThat(file.owner()).hasToString("root:root");
        });
    }

    private static void verify(String golden, BridgeSpec spec) {
        Map<String, String> files = new TreeMap<>();
        for (ManagedFile file : NetworkdFiles.of(spec)) {
            files.put(file.path().toString(), file.content().text());
        }
        GoldenTree.at(Path.of("src/test/resources/golden", golden)).verify(files);
    }
}
