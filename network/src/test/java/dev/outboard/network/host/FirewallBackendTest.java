package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirewallBackendTest {
    private final InMemoryHost host = InMemoryHost.create();

    private void answerNft(int status) {
        host.putFile(AbsolutePath.of("/usr/sbin/nft"), "")
                .answer((command, asked) -> Optional.of(new CommandResult(command, status, "", "")));
    }

    @Test
    void takesIptablesAloneWhereThereIsNothingElse() {
        host.putFile(AbsolutePath.of("/sbin/iptables"), "");

        assertThat(FirewallBackend.find(host)).contains(FirewallBackend.IPTABLES);
    }

    @Test
    void refusesWithNftAndLetsThroughWithIptablesWhereThereAreBoth() {
        answerNft(0);
        host.putFile(AbsolutePath.of("/sbin/iptables"), "");

        assertThat(FirewallBackend.find(host)).contains(FirewallBackend.BOTH);
    }

    @Test
    void takesNftWhereThereIsNothingElse() {
        answerNft(0);

        assertThat(FirewallBackend.find(host)).contains(FirewallBackend.NFTABLES);
    }

    @Test
    void leavesAnNftAloneThatTheKernelDoesNotAnswer() {
        answerNft(1);
        assertThat(FirewallBackend.find(host)).isEmpty();

        host.putFile(AbsolutePath.of("/sbin/iptables"), "");
        assertThat(FirewallBackend.find(host)).contains(FirewallBackend.IPTABLES);
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
