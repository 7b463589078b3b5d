package dev.outboard.core.step;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.host.Host;

/**
 * Runs a command to its end.
 *
 * @param command the command
 * @param undo how its effect is taken back
 */
public record RunCommand(Command command, Undo undo) implements Step {

    /**
     * A step that can't be taken back.
     *
     * @param command the command
     */
    public RunCommand(Command command) {
        this(command, Undo.impossible("$ " + command));
    }

    /**
     * A step that runs a command with the default timeout, and can't be taken back.
     *
     * @param program the program
     * @param arguments its arguments
     * @return the step
     */
    public static RunCommand of(String program, String... arguments) {
        return new RunCommand(Command.of(program, arguments));
    }

    @Override
    public String describe() {
        return "$ " + command;
    }

    @Override
    public void perform(Host host) {
        host.run(command);
    }
}
