package dev.outboard.core.command;

import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How a command ended.
 *
 * @param command the command
 * @param exitStatus its exit status; zero is success, whatever stands on standard error
 * @param output its standard output
 * @param errors its standard error
 */
public record CommandResult(Command command, int exitStatus, String output, String errors) {
    private static final int LINES_SHOWN = 20;

    /** Its parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }

    /**
     * Whether the command succeeded.
     *
     * @return true if the exit status is zero
     */
    public boolean isSuccess() {
        return exitStatus == 0;
    }

    /**
     * This result, if the command succeeded.
     *
     * @param remedy what to do if it did not
     * @return this
     * @throws CommandFailedException with the last lines that the command printed, if its exit status is not zero
     */
    public CommandResult requireSuccess(String remedy) {
        if (isSuccess()) {
            return this;
        }
        throw new CommandFailedException(
                command.toString(), OptionalInt.of(exitStatus), "exit status " + exitStatus, lastLines(), remedy);
    }

    /**
     * This result, if the command succeeded; for commands that say themselves what must be done.
     *
     * @return this
     * @throws CommandFailedException with the last lines that the command printed, if its exit status is not zero
     */
    public CommandResult requireSuccess() {
        return requireSuccess("fix the cause above and run again; completed steps are skipped");
    }

    /**
     * What the command printed last: standard error, or standard output if that is empty.
     *
     * @return at most 20 lines
     */
    public List<String> lastLines() {
        List<String> lines = Stream.of(errors, output)
                .filter(text -> !text.isBlank())
                .findFirst()
                .map(text -> text.strip().lines().toList())
                .orElse(List.of());
        return lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size());
    }
}
