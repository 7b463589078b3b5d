package dev.outboard.machine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A Debian computer with systemd and Docker that a test may use up: a {@link Machine} or a {@link VirtualMachine}. */
public interface Guest extends AutoCloseable {

    /**
     * Runs a command as root, as a unit of the guest's own systemd, and so in the control group where it belongs.
     *
     * @param command program and arguments
     * @return how it ended
     */
    Result run(List<String> command);

    /**
     * Runs a command as root.
     *
     * @param command program and arguments
     * @return how it ended
     * @see #run(List)
     */
    default Result run(String... command) {
        return run(List.of(command));
    }

    /**
     * Runs a shell script that ends at the first command that fails.
     *
     * @param script the text, for {@code sh -e}
     * @param arguments what it sees as {@code $1} and so on
     * @return how it ended
     */
    default Result sh(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-ec", script, "sh"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /**
     * Runs a command that must succeed, else the test fails.
     *
     * @param command program and arguments
     * @return what it printed, without white space around it
     */
    default String out(String... command) {
        return run(command).orFail().text();
    }

    /**
     * Runs a class in a JVM in the guest, with the JDK and the class path of this one.
     *
     * @param main a class with a {@code main} method
     * @param arguments its arguments
     * @return how the JVM ended
     */
    default Result java(Class<?> main, String... arguments) {
        return run(JavaRuntime.command(main, arguments));
    }

    /**
     * Reads a file of the guest.
     *
     * @param path an absolute path, links followed as the guest does
     * @return its text
     */
    default String read(String path) {
        return run("cat", "--", path).orFail().stdout();
    }

    /**
     * Writes a file of the guest, and makes the directories above it. A file that exists keeps its owner and mode.
     *
     * @param path an absolute path, links followed as the guest does
     * @param text all that the file then holds
     */
    default void write(String path, String text) {
        String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        sh("mkdir -p \"$(dirname \"$1\")\"; echo \"$2\" | base64 --decode >\"$1\"", path, encoded)
                .orFail();
    }

    @Override
    void close();
}
