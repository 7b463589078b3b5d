package dev.outboard.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NftablesCommandsTest {
    private static final ForwardingRules RULES = new ForwardingRules(
            "OUTBOARD-docker2", List.of(Subnet.of("10.9.0.0/16")), List.of(), TrafficPolicy.USUAL, OtherBridges.NONE);
    private static final ForwardingCommands COMMANDS = ForwardingCommands.of(FirewallBackend.NFTABLES, RULES);

    private static Optional<List<String>> faults(String listed) {
        InMemoryHost host = InMemoryHost.create()
                .answer((command, asked) -> Optional.of(new CommandResult(command, 0, listed, "")));
        return COMMANDS.faults(host);
    }

    @Test
    void readsOneFileAndTakesAwayEachTableThatIsNotInIt() {
        assertThat(COMMANDS.start(AbsolutePath.of("/etc/docker2")))
                .containsExactly(
                        "nft --file /etc/docker2/forwarding.nft",
                        "for family in ip6 bridge; do nft delete table $family outboard-docker2; done 2>/dev/null || true");
    }

    @Test
    void takesAwayEachTableUnlessAnotherComesRightAfter() {
        assertThat(COMMANDS.stop("test -e /run/restarted"))
                .contains("test -e /run/restarted || for family in ip ip6 bridge; do nft delete table $family"
                        + " outboard-docker2; done 2>/dev/null");
    }

    @Test
    void findsNoFaultInATableAsItIsWritten() {
        assertThat(faults(requireNonNull(COMMANDS.files().get("forwarding.nft"))))
                .contains(List.of());
    }

    @Test
    void countsTheRulesThatAreLeft() {
        assertThat(faults("table ip outboard-docker2 {\n}\n").orElseThrow())
                .containsExactly("table ip outboard-docker2 has 0 rules, expected 18");
    }
}
