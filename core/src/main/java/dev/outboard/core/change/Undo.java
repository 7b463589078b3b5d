package dev.outboard.core.change;

import dev.outboard.core.command.Command;
import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.Optional;

/**
 * How the effect of a step is taken back. Files need nothing here: a journal keeps what they replace.
 *
 * @param before what is run while the files of the apply are still there, for example {@code systemctl stop}
 * @param after what is run once the files are as they were, for example {@code systemctl restart}
 * @param remains what can't be taken back, in one line, or empty
 */
public record Undo(List<Command> before, List<Command> after, Optional<String> remains) {
    /** Nothing is left to take back once the files are as they were. */
    public static final Undo NOTHING = new Undo(List.of(), List.of(), Optional.empty());

    /**
     * Creates an undo.
     *
     * @param before what is run while the files of the apply are still there
     * @param after what is run once the files are as they were
     * @param remains what can't be taken back, or empty
     */
    public Undo {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * By commands that need the files of the apply.
     *
     * @param commands what is run, in this order
     * @return the undo
     */
    public static Undo before(Command... commands) {
        return new Undo(List.of(commands), List.of(), Optional.empty());
    }

    /**
     * By commands that need the files from before the apply.
     *
     * @param commands what is run, in this order
     * @return the undo
     */
    public static Undo after(Command... commands) {
        return new Undo(List.of(), List.of(commands), Optional.empty());
    }

    /**
     * Not at all.
     *
     * @param what what remains, in one line and without secrets
     * @return the undo
     */
    public static Undo impossible(String what) {
        return new Undo(List.of(), List.of(), Optional.of(what));
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
