package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.host.StagedHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirewallBackendTest {
    private final InMemoryHost host = InMemoryHost.create();

    @Test
    void prefersIptablesSinceTheFirstDaemonUsesIt() {
        host.putFile(AbsolutePath.of("/usr/sbin/nft"), "").putFile(AbsolutePath.of("/sbin/iptables"), "");

        assertThat(FirewallBackend.find(host)).contains(FirewallBackend.IPTABLES);
    }

    @Test
    void takesNftWhereThereIsNothingElse() {
        host.putFile(AbsolutePath.of("/usr/sbin/nft"), "");

        assertThat(FirewallBackend.find(host)).contains(FirewallBackend.NFTABLES);
    }

    @Test
    void findsNoneOnAHostWithoutEither() {
        assertThat(FirewallBackend.find(host)).isEmpty();
    }

    @Test
    void writesForIptablesOnAHostThatOnlyRecords(@TempDir Path directory) {
        try (StagedHost staged = StagedHost.at(directory)) {
            assertThat(FirewallBackend.find(staged)).contains(FirewallBackend.IPTABLES);
        }
    }
}
