package dev.outboard.runner;

import dev.outboard.core.change.Step;
import dev.outboard.runner.docker.Engine;
import dev.outboard.runner.docker.Engines;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The way to the first daemon, on which the runners' containers are.
 *
 * @param engines the way to daemons
 */
record FirstEngine(Engines engines) {

    /** Asks the daemon something. */
    <T> T ask(Function<Engine, T> question) {
        return DaemonAccess.first(engines).ask(question);
    }

    /** A step that calls the daemon; it is shown as the Docker command line that does the same. */
    Step step(String commandLine, Consumer<Engine> call) {
        return DaemonAccess.first(engines).step(commandLine, call);
    }
}
