package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.ByteSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much of each container's output is kept. Without limits the engine's default driver, {@code json-file}, keeps all of
 * it, until the disk is full.
 *
 * @param fileSize how large a file of the log gets before the next one is begun
 * @param files how many files are kept
 */
public record LogLimits(ByteSize fileSize, int files) {
    /** The drivers that keep files of their own; the others leave it to another program how long a log lives. */
    private static final List<String> DRIVERS = List.of("json-file", "local");

    private static final String DEFAULT_DRIVER = "json-file";
    private static final String SIZE = "max-size";
    private static final String FILES = "max-file";

    /**
     * Creates limits.
     *
     * @param fileSize how large a file of the log gets
     * @param files how many files are kept, at least one
     * @throws InvalidValueException if it is less than one
     */
    public LogLimits {
        requireNonNull(fileSize, "fileSize is null");
        if (files < 1) {
            throw new InvalidValueException(
                    "number of log files",
                    Integer.toString(files),
                    "at least 1",
                    "write e.g. LogLimits.of(\"10M\", 3)");
        }
    }

    /**
     * Reads limits.
     *
     * @param fileSize how large a file of the log gets, for example {@code 10M}
     * @param files how many files are kept
     * @return the limits
     * @throws InvalidValueException if the size is none, or there would be no file
     */
    public static LogLimits of(String fileSize, int files) {
        return new LogLimits(ByteSize.of(fileSize), files);
    }

    /** Whether a log driver can keep them. With another one, the engine fails to start. */
    static boolean areKeptBy(String driver) {
        return DRIVERS.contains(driver);
    }

    /** The driver of an engine that is told none. */
    static String defaultDriver() {
        return DEFAULT_DRIVER;
    }

    /**
     * The limits as the engine reads them.
     *
     * @return options of the log driver, in order
     */
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put(SIZE, fileSize.toString().toLowerCase(Locale.ROOT));
        options.put(FILES, Integer.toString(files));
        return options;
    }

    /**
     * Size and number.
     *
     * @return for example {@code 3 files of 10M}
     */
    @Override
    public String toString() {
        return files + " files of " + fileSize;
    }
}
