package dev.outboard.runner.process;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.docker.Engine;
import java.util.List;
import java.util.Optional;

/** What a process that does not stay wrote last, for the one line of a finding. A log may be elsewhere: then it is nothing. */
final class LastLogLines {
    private static final int LINES = 3;

    private LastLogLines() {}

    static String of(Engine engine, ContainerName container) {
        try {
            return inOneLine(engine.logs(container, LINES));
        } catch (ProvisioningException elsewhere) {
            return "";
        }
    }

    /** Those of systemd as well, which tell how the process ended. */
    static String of(HostView host, UnitName unit) {
        try {
            Optional<CommandResult> journal = host.ask(Query.of(
                    "journalctl",
                    "--unit=" + unit,
                    "--boot",
                    "--lines=" + LINES,
                    "--output=cat",
                    "--no-pager",
                    "--quiet"));
            return inOneLine(journal.map(CommandResult::output).stream()
                    .flatMap(String::lines)
                    .toList());
        } catch (ProvisioningException noJournal) {
            return "";
        }
    }

    private static String inOneLine(List<String> lines) {
        List<String> words = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return words.isEmpty() ? "" : "; its last words: " + ForeignText.phrase(String.join("\n", words));
    }
}
