package dev.outboard.core.failure;

import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A command that ended with a status other than zero, or did not end in time. */
public final class CommandFailedException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private final String commandLine;
    private final @Nullable Integer exitStatus;
    private final transient List<String> lastLines;

    /**
     * Creates the failure.
     *
     * @param commandLine the command as it is shown to people, secrets left out
     * @param exitStatus its exit status, or empty if it did not end in time
     * @param outcome how it ended, for example {@code exit status 1} or {@code no end after 30 s}
     * @param lastLines the last lines it printed, or that its unit logged
     * @param remedy what to do
     */
    public CommandFailedException(
            String commandLine, OptionalInt exitStatus, String outcome, List<String> lastLines, String remedy) {
        super(describe(commandLine, outcome, lastLines), remedy, null);
        this.commandLine = ForeignText.whole(commandLine);
        this.exitStatus = exitStatus.isPresent() ? exitStatus.getAsInt() : null;
        this.lastLines = ForeignText.lines(lastLines);
    }

    private static List<String> describe(String commandLine, String outcome, List<String> lastLines) {
        String text = "command \"" + ForeignText.whole(commandLine) + "\": " + outcome;
        return lastLines.isEmpty()
                ? List.of(text)
                : Stream.concat(
                                Stream.of(text + "; it said:"),
                                lastLines.stream().map(line -> "    " + line))
                        .toList();
    }

    /**
     * The command as it is shown to people.
     *
     * @return program and arguments, secrets left out
     */
    public String commandLine() {
        return commandLine;
    }

    /**
     * The exit status.
     *
     * @return the status, or empty if the command did not end in time
     */
    public OptionalInt exitStatus() {
        return exitStatus == null ? OptionalInt.empty() : OptionalInt.of(exitStatus);
    }

    /**
     * What the command, or its unit, said last.
     *
     * @return the last lines, maybe none
     */
    public List<String> lastLines() {
        return lastLines;
    }
}
