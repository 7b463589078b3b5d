package dev.outboard.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IptablesCommandsTest {
    private static final ForwardingRules RULES = new ForwardingRules(
            "OUTBOARD-docker2", List.of(Subnet.of("10.9.0.0/16")), List.of(), TrafficPolicy.USUAL, OtherBridges.NONE);
    private static final ForwardingCommands COMMANDS = ForwardingCommands.of(FirewallBackend.IPTABLES, RULES);

    /** What iptables-save prints of a complete firewall: the rules as they are written, and the chains that call them. */
    private static String saved() {
        String filter = """
                *filter
                -A INPUT -j OUTBOARD-docker2-IN
                -A FORWARD -j OUTBOARD-docker2
                -A DOCKER-USER -j OUTBOARD-docker2
                """;
        return requireNonNull(COMMANDS.files().get("forwarding.rules"))
                .replace("*filter\n", filter)
                .replace("*mangle\n", "*mangle\n-A FORWARD -j OUTBOARD-docker2\n")
                .replace("*nat\n", "*nat\n-A POSTROUTING -j OUTBOARD-docker2\n");
    }

    private static Optional<List<String>> faults(String saved) {
        InMemoryHost host =
                InMemoryHost.create().answer((command, asked) -> Optional.of(new CommandResult(command, 0, saved, "")));
        return COMMANDS.faults(host);
    }

    @Test
    void findsNoFaultInACompleteFirewall() {
        assertThat(faults(saved())).contains(List.of());
    }

    @Test
    void namesAChainThatDoesNotCallTheRules() {
        assertThat(faults(saved().replace("-A INPUT -j OUTBOARD-docker2-IN\n", ""))
                        .orElseThrow())
                .containsExactly("INPUT does not call OUTBOARD-docker2-IN in table filter");
    }

    @Test
    void tellsChainsOfTheSameNameInTwoTablesApart() {
        assertThat(faults(saved().replace("*mangle\n-A FORWARD -j OUTBOARD-docker2\n", "*mangle\n"))
                        .orElseThrow())
                .containsExactly("FORWARD does not call OUTBOARD-docker2 in table mangle");
    }

    @Test
    void countsTheRulesThatAreLeftInEachTable() {
        String left =
                saved().lines().filter(line -> !line.contains("-d 224.0.0.0/3")).collect(Collectors.joining("\n"));

        assertThat(faults(left).orElseThrow())
                .containsExactly(
                        "OUTBOARD-docker2 has 6 rules in table mangle, expected 7",
                        "OUTBOARD-docker2 has 2 rules in table nat, expected 3");
    }

    @Test
    void missesEverythingInAnEmptyFirewall() {
        assertThat(faults("").orElseThrow()).hasSize(9);
    }

    @Test
    void looksForTheRulesOfIpv6AsWell() {
        ForwardingRules both = new ForwardingRules(
                "CHAIN",
                List.of(Subnet.of("10.9.0.0/16"), Subnet.of("fd00:9::/64")),
                List.of(),
                TrafficPolicy.USUAL,
                OtherBridges.NONE);
        InMemoryHost host =
                InMemoryHost.create().answer((command, asked) -> Optional.of(new CommandResult(command, 0, "", "")));

        assertThat(ForwardingCommands.of(FirewallBackend.IPTABLES, both).faults(host))
                .hasValueSatisfying(faults -> assertThat(faults)
                        .contains(
                                "INPUT does not call CHAIN-IN in table filter",
                                "INPUT does not call CHAIN-IN in table filter for IPv6"));
    }

    @Test
    void asksForNoOtherProgramUnlessThereAreRulesBetweenPorts() {
        assertThat(COMMANDS.start(AbsolutePath.of("/etc/docker2"))).noneMatch(line -> line.contains("nft"));
    }

    @Test
    void knowsNothingOfAHostThatOnlyRecords(@TempDir Path directory) {
        try (StagedHost staged = StagedHost.at(directory)) {
            assertThat(COMMANDS.faults(staged)).isEmpty();
        }
    }
}
