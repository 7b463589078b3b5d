package dev.outboard.systemd;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.List;

/** What systemd's journal has of a unit: journalctl(1). */
final class UnitJournal {
    /** More than an engine prints of its options when it does not know one. */
    private static final int READ = 1000;

    /** A program that prints all its options says first what is wrong; systemd says last what became of it. */
    private static final int FIRST = 8;

    private static final int LAST = 12;

    private UnitJournal() {}

    /** The lines since the unit was started last, without the middle if they are many; none if it was never started. */
    static List<String> ofLastStart(UnitName unit, HostView host) {
        try {
            return host.ask(Query.of(
                            "journalctl",
                            "--unit=" + unit,
                            "--boot",
                            "--lines=" + READ,
                            "--output=cat",
                            "--no-pager",
                            "--quiet"))
                    .map(CommandResult::output)
                    .map(text -> withoutMiddle(lastStart(text.lines().toList())))
                    .orElse(List.of());
        } catch (HostException | CommandFailedException noJournal) {
            return List.of("(not readable: " + noJournal.problem() + ")");
        }
    }

    /** Each start is announced by systemd itself. */
    private static List<String> lastStart(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith("Starting ")) {
                return lines.subList(i, lines.size());
            }
        }
        return lines;
    }

    private static List<String> withoutMiddle(List<String> lines) {
        int left = lines.size() - FIRST - LAST;
        if (left <= 0) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, FIRST));
        shown.add("(" + left + " more lines)");
        shown.addAll(lines.subList(lines.size() - LAST, lines.size()));
        return shown;
    }
}
