package dev.outboard.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.Subnet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardingCommandsTest {
    private static final ForwardingRules RULES =
            new ForwardingRules("OUTBOARD-docker2", List.of(Subnet.of("10.9.0.0/16")), List.of(), true);
    private static final ForwardingCommands COMMANDS = new ForwardingCommands(RULES);

    private static InMemoryHost host(String missingHook, int missingRules) {
        return InMemoryHost.create().answer((command, host) -> Optional.of(answer(command, missingHook, missingRules)));
    }

    private static CommandResult answer(Command command, String missingHook, int missingRules) {
        List<String> words = command.arguments();
        if (words.contains("--check")) {
            return new CommandResult(command, words.contains(missingHook) ? 1 : 0, "", "");
        }
        List<String> rules = requireNonNull(RULES.tables().get(words.get(words.indexOf("--table") + 1)));
        String listed = String.join("\n", rules.subList(missingRules, rules.size()));
        return new CommandResult(command, 0, "-N OUTBOARD-docker2\n" + listed + "\n", "");
    }

    @Test
    void findsNoFaultInACompleteFirewall() {
        assertThat(COMMANDS.faults(host("none", 0))).contains(List.of());
    }

    @Test
    void namesAChainThatDoesNotCallTheRules() {
        assertThat(COMMANDS.faults(host("POSTROUTING", 0)).orElseThrow())
                .containsExactly("POSTROUTING does not call OUTBOARD-docker2");
    }

    @Test
    void countsTheRulesThatAreLeft() {
        assertThat(COMMANDS.faults(host("none", 1)).orElseThrow())
                .containsExactly(
                        "OUTBOARD-docker2 has 7 rules in table filter, expected 8",
                        "OUTBOARD-docker2 has 2 rules in table nat, expected 3");
    }

    @Test
    void knowsNothingOfAHostThatOnlyRecords(@TempDir Path directory) {
        try (StagedHost staged = StagedHost.at(directory)) {
            assertThat(COMMANDS.faults(staged)).isEmpty();
        }
    }
}
