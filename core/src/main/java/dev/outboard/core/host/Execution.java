package dev.outboard.core.host;

import com.google.common.collect.Iterables;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.value.Secret;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One run of a command as a child process: bounded in time, no shell, nothing to read but a secret, messages in
 * English. */
final class Execution {
    private static final File NOTHING = new File("/dev/null");
    private static final int NOT_ENDED = -1;

    /** How long the output of a program may take that has ended. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

    private static final CleanLog log = CleanLog.of(Execution.class);

    private final Command command;
    private final Map<String, String> secrets = new TreeMap<>();
    private final Optional<String> input;
    private final Process process;
    private final ProcessOutput output;
    private final ProcessOutput errors;

    private Execution(Command command, ProgramPath programs) {
        this.command = command;
        command.secrets().forEach((variable, secret) -> secrets.put(variable, secret.reveal()));
        this.input = command.input().map(Secret::reveal);
        this.process = start(programs.locate(command.program()), programs);
        this.output = ProcessOutput.readFrom(process.getInputStream());
        this.errors = ProcessOutput.readFrom(process.getErrorStream());
        input.ifPresent(text -> ProcessInput.write(text, process.getOutputStream()));
    }

    /** Runs a command to its end, whatever its exit status. */
    static CommandResult of(Command command, ProgramPath programs) {
        return new Execution(command, programs).await();
    }

    /** Runs a command whose output is the answer to a question, so all of it is needed. */
    static CommandResult asking(Command command, ProgramPath programs) {
        Execution execution = new Execution(command, programs);
        CommandResult answer = execution.await();
        if (execution.output.lost() > 0) {
            throw new HostException(
                    "command \"" + command + "\" printed more than " + ProcessOutput.HEAD + " bytes",
                    "run it by hand to see what it prints so much about");
        }
        return answer;
    }

    private Process start(Path program, ProgramPath programs) {
        List<String> arguments = new ArrayList<>(command.arguments());
        arguments.set(0, program.toString());
        ProcessBuilder builder = new ProcessBuilder(arguments);
        if (input.isEmpty()) {
            builder.redirectInput(NOTHING);
        }
        builder.environment().clear();
        builder.environment().putAll(ChildEnvironment.of(System.getenv(), programs, System.getProperty("user.home")));
        builder.environment().putAll(secrets);
        try {
            return ProcessStarts.start(builder::start);
        } catch (IOException failure) {
            throw new HostException(
                    "command \"" + command + "\" can't be started (" + failure.getMessage() + ")",
                    "see that " + program + " is a program for this machine",
                    failure);
        }
    }

    private CommandResult await() {
        try {
            process.onExit().get(command.timeout().toNanos(), TimeUnit.NANOSECONDS);
            awaitOutput();
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

    /** What the program left running in the background may keep its output open for ever, and is not waited for. */
    private void awaitOutput() throws InterruptedException, ExecutionException {
        try {
            CompletableFuture.allOf(output.end(), errors.end()).get(LAST_OUTPUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException keptOpen) {
            log.debug("the output of command \"{}\" is still open after its end", command);
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
        for (String secret : Iterables.concat(secrets.values(), input.stream().toList())) {
            masked = masked.replace(secret, "****");
        }
        return masked;
    }

    private static String text(Duration timeout) {
        return timeout.toMillisPart() == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }
}
