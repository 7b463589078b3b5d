package dev.outboard.core.host;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One run of a command as a child process: bounded in time, no shell, nothing to read, messages in English. */
final class Execution {
    private static final File NOTHING = new File("/dev/null");
    private static final int NOT_ENDED = -1;

    private final Command command;
    private final Map<String, String> secrets = new TreeMap<>();
    private final Process process;
    private final ProcessOutput output;
    private final ProcessOutput errors;

    private Execution(Command command, Path program) {
        this.command = command;
        command.secrets().forEach((variable, secret) -> secrets.put(variable, secret.reveal()));
        this.process = start(program);
        this.output = ProcessOutput.readFrom(process.getInputStream());
        this.errors = ProcessOutput.readFrom(process.getErrorStream());
    }

    /** Runs a command to its end, whatever its exit status. */
    static CommandResult of(Command command, ProgramPath programs) {
        return new Execution(command, programs.locate(command.program())).await();
    }

    private Process start(Path program) {
        List<String> arguments = new ArrayList<>(command.arguments());
        arguments.set(0, program.toString());
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectInput(NOTHING);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(secrets);
        try {
            return builder.start();
        } catch (IOException failure) {
            throw new HostException(
                    "command \"" + command + "\" can't be started (" + failure.getMessage() + ")",
                    "see that " + program + " is a program for this machine",
                    failure);
        }
    }

    private CommandResult await() {
        try {
            CompletableFuture.allOf(process.onExit(), output.end(), errors.end())
                    .get(command.timeout().toNanos(), TimeUnit.NANOSECONDS);
            return result(process.exitValue());
        } catch (TimeoutException late) {
            kill();
            throw new CommandFailedException(
                    command.toString(),
                    OptionalInt.empty(),
                    "no end after " + text(command.timeout()),
                    result(NOT_ENDED).lastLines(),
                    "run it by hand to see what it waits for");
        } catch (InterruptedException interrupt) {
            kill();
            Thread.currentThread().interrupt();
            throw new HostException(
                    "command \"" + command + "\" was ended, since this thread was interrupted",
                    "start again when there is time for it",
                    interrupt);
        } catch (ExecutionException failure) {
            kill();
            throw new HostException(
                    "the output of command \"" + command + "\" can't be read (" + failure.getMessage() + ")",
                    "start again",
                    failure);
        }
    }

    private void kill() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
    }

    private CommandResult result(int exitStatus) {
        return new CommandResult(command, exitStatus, masked(output.text()), masked(errors.text()));
    }

    /** A program that prints its own secret must not bring it into a message. */
    private String masked(String text) {
        String masked = text;
        for (String secret : secrets.values()) {
            masked = masked.replace(secret, "****");
        }
        return masked;
    }

    private static String text(Duration timeout) {
        return timeout.toMillisPart() == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }
}
