package dev.outboard.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command of this computer: an argument list, run in a clean environment and in bounded time.
 *
 * @param entrance the command in front of it that brings it to its place, such as nsenter; not part of what people see
 * @param arguments program and arguments
 * @param input what it reads
 * @param limit when it is killed
 */
record Command(List<String> entrance, List<String> arguments, String input, Duration limit) {
    /** Where commands are looked for. */
    static final List<Path> PATH = Stream.of(
                    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
            .map(Path::of)
            .toList();

    private static final Set<String> KEPT_VARIABLES = Set.of("http_proxy", "https_proxy", "no_proxy", "TMPDIR");
    private static final Map<String, String> VARIABLES = Map.of(
            "HOME", "/root",
            "LC_ALL", "C.UTF-8",
            "PATH", PATH.stream().map(Path::toString).collect(Collectors.joining(":")),
            "TERM", "dumb");

    /** A daemon thread for each task. */
    static final Executor DAEMON_THREADS = task -> {
        Thread thread = new Thread(task, "harness");
        thread.setDaemon(true);
        thread.start();
    };

    static Command of(String... arguments) {
        return of(List.of(arguments));
    }

    static Command of(List<String> arguments) {
        return new Command(List.of(), List.copyOf(arguments), "", Duration.ofMinutes(1));
    }

    Command within(List<String> newEntrance) {
        return new Command(List.copyOf(newEntrance), arguments, input, limit);
    }

    Command input(String newInput) {
        return new Command(entrance, arguments, newInput, limit);
    }

    Command limit(Duration newLimit) {
        return new Command(entrance, arguments, input, newLimit);
    }

    /** Runs it to its end. An interrupt kills it. */
    Result run() {
        Process process = start(false);
        try {
            CompletableFuture<String> stdout = text(process.getInputStream());
            CompletableFuture<String> stderr = text(process.getErrorStream());
            feed(process);
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                kill(process);
                throw new AssertionError("command \"%s\": no end after %d s; it said:%n%s%n%s"
                        .formatted(String.join(" ", arguments), limit.toSeconds(), soFar(stdout), soFar(stderr)));
            }
            return new Result(arguments, process.exitValue(), stdout.join(), stderr.join());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + String.join(" ", arguments), interrupt);
        } finally {
            kill(process);
        }
    }

    /** Starts it, for a caller that talks with it; {@link #input} and {@link #limit} do not count then. */
    Process start(boolean oneStream) {
        List<String> all = new ArrayList<>(entrance);
        all.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(oneStream);
        builder.environment().keySet().retainAll(KEPT_VARIABLES);
        builder.environment().putAll(VARIABLES);
        try {
            return builder.start();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private void feed(Process process) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unread) {
            // a command may end without reading its input: its exit status tells
        }
    }

    /** By their handles: {@link Process#destroyForcibly} also closes the streams, while their readers still read. */
    private static void kill(Process process) {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** A process that is out of reach, such as one of a machine, may still hold the stream. */
    private static String soFar(CompletableFuture<String> text) {
        return text.completeOnTimeout("(the stream is still open)", 5, TimeUnit.SECONDS)
                .join();
    }

    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException cause) {
                        throw new UncheckedIOException(cause);
                    }
                },
                DAEMON_THREADS);
    }
}
