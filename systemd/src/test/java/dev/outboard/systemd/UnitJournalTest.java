package dev.outboard.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.UnitName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnitJournalTest {
    private static final UnitName DOCKER2 = UnitName.of("docker2.service");

    @Test
    void tellsOnlyOfTheLastStart() {
        assertThat(journal("""
                        Starting docker2.service - Docker daemon docker2...
                        old
                        Starting docker2.service - Docker daemon docker2...
                        new
                        Failed to start
                        """))
                .containsExactly("Starting docker2.service - Docker daemon docker2...", "new", "Failed to start");
    }

    @Test
    void keepsTheFirstLinesAndTheLastOfAProgramThatPrintsAllItsOptions() {
        String options =
                IntStream.range(0, 200).mapToObj(i -> "  --option" + i + "\n").collect(Collectors.joining());

        assertThat(journal("Starting x\nStatus: unknown flag: --no-such-option\n" + options + "Failed to start\n"))
                .hasSize(21)
                .contains("Status: unknown flag: --no-such-option", "(183 more lines)")
                .endsWith("Failed to start");
    }

    @Test
    void takesEverythingOfAUnitWhoseStartNobodyAnnounced() {
        assertThat(journal("Listening on docker2.socket.\n")).containsExactly("Listening on docker2.socket.");
    }

    private static List<String> journal(String text) {
        InMemoryHost host = InMemoryHost.create()
                .answer((command, ignored) -> Optional.of(new CommandResult(command, 0, text, "")));
        return UnitJournal.ofLastStart(DOCKER2, host);
    }
}
