package dev.outboard.core.planner;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.host.Host;
import dev.outboard.core.log.CleanLog;

/**
 * Takes back what may never have happened: then the command finds nothing to take back, and its failure is none.
 *
 * @param command the command
 */
record BestEffortCommand(Command command) implements Step {
    private static final CleanLog log = CleanLog.of(BestEffortCommand.class);

    @Override
    public String describe() {
        return "$ " + command + " || true";
    }

    @Override
    public void perform(Host host) {
        try {
            host.run(command);
        } catch (CommandFailedException failure) {
            log.debug("nothing to take back: {}", failure.problem());
        }
    }

    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }
}
