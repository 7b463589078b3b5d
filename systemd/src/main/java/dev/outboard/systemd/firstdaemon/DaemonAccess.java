package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.host.Host;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The way to one of the host's daemons.
 *
 * @param engines the way to daemons
 * @param socket where this one listens
 */
public record DaemonAccess(Engines engines, SocketPath socket) {

    /**
     * The way to the daemon that was there before Outboard came.
     *
     * @param engines the way to daemons
     * @return the way to that one
     */
    public static DaemonAccess first(Engines engines) {
        return new DaemonAccess(engines, FirstDaemon.SOCKET);
    }

    /**
     * Asks the daemon something.
     *
     * @param <T> what is asked for
     * @param question what to ask
     * @return the answer
     */
    public <T> T ask(Function<Engine, T> question) {
        try (Engine engine = engines.open(socket)) {
            return question.apply(engine);
        }
    }

    /**
     * Tells the daemon something.
     *
     * @param order what to do
     */
    public void order(Consumer<Engine> order) {
        ask(engine -> {
            order.accept(engine);
            return true;
        });
    }

    /**
     * A step that calls the daemon; it is shown as the Docker command line that does the same.
     *
     * @param words what stands after {@code docker} there
     * @param call what is done
     * @return the step; nothing takes it back
     */
    public Call step(String words, Consumer<Engine> call) {
        return step(words, (engine, progress) -> call.accept(engine));
    }

    /**
     * A step that calls the daemon, takes long, and tells how far it is.
     *
     * @param words what stands after {@code docker} in the line that does the same
     * @param call what is done, and where its progress goes
     * @return the step; nothing takes it back
     */
    public Call step(String words, BiConsumer<Engine, Consumer<? super String>> call) {
        return lineStep(commandLine(words), call);
    }

    /**
     * A step that is shown as a line of the shell which is more than one call of {@code docker}.
     *
     * @param line the line
     * @param call what is done, and where its progress goes
     * @return the step; nothing takes it back
     */
    public Call lineStep(String line, BiConsumer<Engine, Consumer<? super String>> call) {
        return new Call(this, line, call, Undo.NOTHING);
    }

    /**
     * A command that calls the daemon, for an {@link Undo}: the journal keeps it, and another process runs it after a crash.
     * Everything else goes through an {@link Engine}, except on a staged host, in the wrapper and in the clean-up script,
     * which run without this program. The command names the socket of the first daemon as well: the configuration of the
     * client may lead a bare {@code docker} to another daemon.
     *
     * @param words what stands after {@code docker --host URL}
     * @return the command
     */
    public Command command(String... words) {
        return Command.of(Stream.concat(Stream.of("docker", "--host", socket.url()), Stream.of(words))
                .toList());
    }

    /**
     * The command line that one would type. It names the socket of a daemon that {@code docker} does not speak to by itself.
     *
     * @param words what stands after {@code docker}
     * @return the line
     */
    public String commandLine(String words) {
        return socket.equals(FirstDaemon.SOCKET) ? "docker " + words : "docker --host " + socket.url() + " " + words;
    }

    /**
     * A call of a daemon.
     *
     * @param docker the way to the daemon
     * @param line the command line that does the same
     * @param call what is done
     * @param undo how it is taken back; nothing has to be, where a container was made to run or an image was brought
     */
    public record Call(DaemonAccess docker, String line, BiConsumer<Engine, Consumer<? super String>> call, Undo undo)
            implements Step {
        /**
         * The same call, which is taken back in another way.
         *
         * @param how that way
         * @return a new call
         */
        public Call takenBack(Undo how) {
            return new Call(docker, line, call, how);
        }

        @Override
        public String describe() {
            return "$ " + line;
        }

        /** As a plan shows it. */
        @Override
        public String toString() {
            return ForeignText.line(describe());
        }

        @Override
        public void perform(Host host) {
            perform(host, progress -> {});
        }

        @Override
        public void perform(Host host, Consumer<? super String> progress) {
            docker.order(engine -> call.accept(engine, progress));
        }
    }
}
