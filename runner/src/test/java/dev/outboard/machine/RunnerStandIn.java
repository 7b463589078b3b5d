package dev.outboard.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A program that stands in for GitLab Runner, since no machine can get the real one. It says itself what it does. */
final class RunnerStandIn {
    private RunnerStandIn() {}

    /** Puts it into a machine. */
    static void write(Machine machine, String path) {
        machine.write(path, script());
        machine.run("chmod", "0755", path).orFail();
    }

    private static String script() {
        try (InputStream script = requireNonNull(
                RunnerStandIn.class.getResourceAsStream("gitlab-runner"), "no stand-in for gitlab-runner")) {
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
