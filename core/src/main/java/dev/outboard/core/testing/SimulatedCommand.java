package dev.outboard.core.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import java.util.Optional;

/** Stands for programs on an {@link InMemoryHost}. */
@FunctionalInterface
public interface SimulatedCommand {

    /**
     * Runs a command, if it is one of those that this simulator stands for.
     *
     * @param command the command
     * @param host where it runs; its files may be read, and also changed unless the command was asked as a query
     * @return how the command ended, or empty if it is not for this simulator
     */
    Optional<CommandResult> run(Command command, InMemoryHost host);

    /**
     * A command that succeeds and prints something, each time it runs.
     *
     * @param output what it prints on standard output
     * @param program the program
     * @param arguments exactly its arguments
     * @return a simulator of this one command
     */
    static SimulatedCommand printing(String output, String program, String... arguments) {
        return ending(0, output, "", Command.of(program, arguments));
    }

    /**
     * A command that fails with exit status 1, each time it runs.
     *
     * @param errors what it prints on standard error
     * @param program the program
     * @param arguments exactly its arguments
     * @return a simulator of this one command
     */
    static SimulatedCommand failing(String errors, String program, String... arguments) {
        return ending(1, "", errors, Command.of(program, arguments));
    }

    private static SimulatedCommand ending(int exitStatus, String output, String errors, Command simulated) {
        return (command, host) -> command.arguments().equals(simulated.arguments())
                ? Optional.of(new CommandResult(command, exitStatus, output, errors))
                : Optional.empty();
    }
}
