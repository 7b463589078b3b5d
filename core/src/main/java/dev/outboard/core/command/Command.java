package dev.outboard.core.command;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Lists;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.text.ShellWords;
import dev.outboard.core.value.Secret;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A program and its arguments. It may change the host; a {@link Query} may not. Immutable and thread-safe.
 *
 * <p>Secrets never stand among the arguments, which every user of a host can read in {@code /proc}: they go through the
 * environment or the standard input, and are read when the command is started.
 */
public final class Command {
    /** How long a command may take unless it says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private final List<String> arguments;
    private final Map<String, Secret> secrets;
    private final Optional<Secret> input;
    private final Duration timeout;

    private Command(List<String> arguments, Map<String, Secret> secrets, Optional<Secret> input, Duration timeout) {
        this.arguments = List.copyOf(arguments);
        this.secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
        this.input = input;
        this.timeout = requireNonNull(timeout, "timeout is null");
    }

    /**
     * A command with the default timeout and no secrets.
     *
     * @param program a program's name, looked up in the host's path, or its absolute path
     * @param arguments its arguments, passed on exactly as they are
     * @return the command
     */
    public static Command of(String program, String... arguments) {
        return of(Lists.asList(requireNonNull(program, "program is null"), arguments));
    }

    /**
     * A command with the default timeout and no secrets.
     *
     * @param arguments the program and its arguments
     * @return the command
     * @throws IllegalArgumentException if the list is empty
     */
    public static Command of(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        return new Command(arguments, Collections.emptySortedMap(), Optional.empty(), DEFAULT_TIMEOUT);
    }

    /**
     * The same command with another limit.
     *
     * @param limit how long it may take
     * @return a command that is ended when the limit has passed
     */
    public Command withTimeout(Duration limit) {
        return new Command(arguments, secrets, input, limit);
    }

    /**
     * The same command with a secret in its environment.
     *
     * @param variable name of the environment variable
     * @param secret its value, read when the command is started
     * @return a command that has the variable
     */
    public Command withSecret(String variable, Secret secret) {
        Map<String, Secret> more = new TreeMap<>(secrets);
        more.put(variable, secret);
        return new Command(arguments, more, input, timeout);
    }

    /**
     * The same command with a secret as its standard input. A way to a host that passes no environment on, as ssh(1) does by
     * default, passes this on.
     *
     * @param secret all that the command can read, in UTF-8; the secret is read when the command is started
     * @return a command that has the input; without it, there is nothing to read
     */
    public Command withInput(Secret secret) {
        return new Command(arguments, secrets, Optional.of(secret), timeout);
    }

    /**
     * The program's name or absolute path.
     *
     * @return the first argument
     */
    public String program() {
        return arguments.get(0);
    }

    /**
     * The program and its arguments.
     *
     * @return an immutable list, never empty
     */
    public List<String> arguments() {
        return arguments;
    }

    /**
     * Secrets for the environment, by the name of the variable.
     *
     * @return an immutable map in the order of the names
     */
    public Map<String, Secret> secrets() {
        return secrets;
    }

    /**
     * What the command can read on its standard input.
     *
     * @return the secret, or empty if there is nothing to read
     */
    public Optional<Secret> input() {
        return input;
    }

    /**
     * How long the command may take.
     *
     * @return the limit
     */
    public Duration timeout() {
        return timeout;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Command that
                && arguments.equals(that.arguments)
                && secrets.equals(that.secrets)
                && input.equals(that.input)
                && timeout.equals(that.timeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(arguments, secrets, input, timeout);
    }

    /**
     * The command as one would type it: words quoted for a shell where they need it, secrets of the environment only
     * by name, and {@code < ****} for an input.
     *
     * @return one line
     */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        secrets.keySet().forEach(name -> line.append(name).append("=**** "));
        line.append(ShellWords.shown(arguments));
        input.ifPresent(secret -> line.append(" < ****"));
        return ForeignText.whole(line.toString());
    }
}
