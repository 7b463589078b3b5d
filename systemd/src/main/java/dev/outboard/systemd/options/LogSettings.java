package dev.outboard.systemd.options;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.text.PlainText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the output of a daemon's containers goes, and how much of it is kept. Containers that were made before keep what
 * they were made with.
 *
 * <pre>{@code
 * LogSettings logs = LogSettings.builder().driver("local").limits(LogLimits.of("10M", 3)).build();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class LogSettings {
    private static final Pattern DRIVER_NAME = Pattern.compile("[a-z][a-z0-9_./:-]*");
    private static final Pattern OPTION = Pattern.compile("[a-z][a-z0-9-]*");

    private static final Schema SCHEMA = new Schema();
    private static final Property<String> DRIVER = SCHEMA.value("driver");
    private static final Property<Map<String, String>> OPTIONS = SCHEMA.map("option");
    private static final Property<LogLimits> LIMITS = SCHEMA.value("limits");

    private final Values values;

    private LogSettings(Values values) {
        this.values = values;
    }

    /**
     * The engine's own defaults: its driver {@code json-file}, without a limit.
     *
     * @return settings in which nothing is set
     */
    public static LogSettings ofEngine() {
        return builder().build();
    }

    /**
     * Starts a description.
     *
     * @return a builder in which nothing is set
     */
    public static Builder builder() {
        return new Builder(SCHEMA.draft());
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return the driver; empty for the engine's default} */
    public Optional<String> driver() {
        return values.find(DRIVER);
    }

    /** {@return the options of the driver, in the order given, without those that the limits are made of; unmodifiable} */
    public Map<String, String> options() {
        return values.get(OPTIONS);
    }

    /** {@return how much is kept; empty for no limit but those of the options} */
    public Optional<LogLimits> limits() {
        return values.find(LIMITS);
    }

    /** {@return all options that the engine gets: those of the limits, then the others; unmodifiable} */
    public Map<String, String> allOptions() {
        Map<String, String> all = new LinkedHashMap<>();
        limits().map(LogLimits::options).ifPresent(all::putAll);
        all.putAll(options());
        return Collections.unmodifiableMap(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogSettings that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** What is set, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        driver().ifPresent(parts::add);
        limits().ifPresent(kept -> parts.add(kept.toString()));
        options().forEach((key, value) -> parts.add(key + "=" + value));
        return parts.isEmpty() ? "the engine's defaults" : String.join(", ", parts);
    }

    /** Collects settings. They are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * The driver. The engine's default unless set.
         *
         * @param name the driver's name, for example {@code journald}
         * @return this builder
         */
        public Builder driver(String name) {
            draft.set(DRIVER, name, LogSettings::driverName);
            return this;
        }

        /**
         * Sets an option of the driver.
         *
         * @param key the option
         * @param value its value; replaces an earlier one
         * @return this builder
         */
        public Builder addOption(String key, String value) {
            draft.put(OPTIONS, key, value);
            return this;
        }

        /**
         * How much of each container's output is kept. All of it unless set, by the engine's default driver. Only the
         * drivers {@code json-file} and {@code local} keep files of their own.
         *
         * @param kept size and number of files
         * @return this builder
         */
        public Builder limits(LogLimits kept) {
            draft.set(LIMITS, kept);
            return this;
        }

        /**
         * Checks everything and makes the settings.
         *
         * @return the settings
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public LogSettings build() {
            return new LogSettings(draft.check("log settings", LogSettings::check));
        }
    }

    private static String driverName(String name) {
        if (!DRIVER_NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "log driver", name, "the name of a driver", "write it as the engine does, e.g. \"journald\"");
        }
        return name;
    }

    private static void check(Values values, Problems problems) {
        Map<String, String> options = values.get(OPTIONS);
        options.forEach((key, value) -> checkOption(key, value, problems));
        values.find(LIMITS).ifPresent(kept -> {
            checkDriver(kept, values.find(DRIVER).orElse(LogLimits.defaultDriver()), problems);
            kept.options().keySet().stream()
                    .filter(options::containsKey)
                    .forEach(option -> problems.add(
                            "option", option, "nothing that limits(..) says already", "leave one of the two out"));
        });
    }

    private static void checkOption(String key, String value, Problems problems) {
        if (!OPTION.matcher(key).matches()) {
            problems.add("option", key, "a-z, 0-9 and \"-\"", "write e.g. addOption(\"max-size\", \"10m\")");
        }
        if (!PlainText.isOneLine(value)) {
            problems.add("option " + key, value, "one line of text, without control characters", "take them out");
        }
    }

    private static void checkDriver(LogLimits kept, String driver, Problems problems) {
        if (!LogLimits.areKeptBy(driver)) {
            problems.add(
                    "limits",
                    kept + " with the driver " + driver,
                    "a driver that keeps files: json-file or local",
                    "leave the limits out, and limit the logs where this driver sends them");
        }
    }
}
