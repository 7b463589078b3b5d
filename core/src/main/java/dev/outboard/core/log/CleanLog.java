package dev.outboard.core.log;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.text.ForeignText;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log whose lines show their arguments as {@link ForeignText} does. Everything that Outboard logs goes through it. */
public final class CleanLog {
    private final Logger log;

    private CleanLog(Logger log) {
        this.log = log;
    }

    /**
     * The log of a class.
     *
     * @param source whose log
     * @return a log by the name of the class
     */
    public static CleanLog of(Class<?> source) {
        return new CleanLog(LoggerFactory.getLogger(source));
    }

    /**
     * Logs what the user should look at.
     *
     * @param message the message, with {@code {}} for each argument
     * @param arguments the arguments; the last may be a failure, whose stack trace is logged
     */
    public void warn(String message, Object... arguments) {
        log.warn(message, shown(arguments));
    }

    /**
     * Logs what happened.
     *
     * @param message the message, with {@code {}} for each argument
     * @param arguments the arguments
     */
    public void info(String message, Object... arguments) {
        log.info(message, shown(arguments));
    }

    /**
     * Logs a detail.
     *
     * @param message the message, with {@code {}} for each argument
     * @param arguments the arguments
     */
    public void debug(String message, Object... arguments) {
        log.debug(message, shown(arguments));
    }

    private static Object[] shown(Object... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> argument instanceof Throwable failure
                        ? ForeignText.cause(failure, ProvisioningException.class::isInstance)
                        : ForeignText.line(String.valueOf(argument)))
                .toArray();
    }
}
