package dev.outboard.runner;

import dev.outboard.core.change.Step;
import dev.outboard.core.host.Host;
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
        try (Engine engine = engines.open(FirstDaemon.SOCKET)) {
            return question.apply(engine);
        }
    }

    /** A step that calls the daemon; it is shown as the Docker command line that does the same. */
    Step step(String commandLine, Consumer<Engine> call) {
        return new Call(this, commandLine, call);
    }

    private record Call(FirstEngine engine, String commandLine, Consumer<Engine> call) implements Step {
        @Override
        public String describe() {
            return "$ docker " + commandLine;
        }

        @Override
        public void perform(Host host) {
            engine.ask(daemon -> {
                call.accept(daemon);
                return true;
            });
        }
    }
}
