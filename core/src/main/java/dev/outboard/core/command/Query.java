package dev.outboard.core.command;

import java.util.List;

/**
 * A command that only reads: running it leaves the host as it was. Its author vouches for that; planning can run nothing
 * else.
 *
 * @param command the command
 */
public record Query(Command command) {

    /**
     * A query with the default timeout.
     *
     * @param program the program
     * @param arguments its arguments
     * @return the query
     */
    public static Query of(String program, String... arguments) {
        return new Query(Command.of(program, arguments));
    }

    /**
     * A query with the default timeout.
     *
     * @param arguments the program and its arguments
     * @return the query
     */
    public static Query of(List<String> arguments) {
        return new Query(Command.of(arguments));
    }
}
