package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.PlainText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Optional<String> driver;
    private final Map<String, String> options;
    private final Optional<LogLimits> limits;

    private LogSettings(Builder builder) {
        this.driver = Optional.ofNullable(builder.driver);
        this.options = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
        this.limits = Optional.ofNullable(builder.limits);
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
        return new Builder();
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        Builder builder = builder();
        driver.ifPresent(builder::driver);
        options.forEach(builder::addOption);
        limits.ifPresent(builder::limits);
        return builder;
    }

    /** {@return the driver; empty for the engine's default} */
    public Optional<String> driver() {
        return driver;
    }

    /** {@return the options of the driver, in the order given, without those that the limits are made of; unmodifiable} */
    public Map<String, String> options() {
        return options;
    }

    /** {@return how much is kept; empty for no limit but those of the options} */
    public Optional<LogLimits> limits() {
        return limits;
    }

    /** {@return all options that the engine gets: those of the limits, then the others; unmodifiable} */
    public Map<String, String> allOptions() {
        Map<String, String> all = new LinkedHashMap<>();
        limits.map(LogLimits::options).ifPresent(all::putAll);
        all.putAll(options);
        return Collections.unmodifiableMap(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogSettings that
                && driver.equals(that.driver)
                && options.equals(that.options)
                && limits.equals(that.limits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(driver, options, limits);
    }

    /** What is set, for people. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        driver.ifPresent(parts::add);
        limits.ifPresent(kept -> parts.add(kept.toString()));
        options.forEach((key, value) -> parts.add(key + "=" + value));
        return parts.isEmpty() ? "the engine's defaults" : String.join(", ", parts);
    }

    /** Collects settings. They are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private static final Pattern DRIVER = Pattern.compile("[a-z][a-z0-9_./:-]*");
        private static final Pattern OPTION = Pattern.compile("[a-z][a-z0-9-]*");

        private @Nullable String driver;
        private final Map<String, String> options = new LinkedHashMap<>();
        private @Nullable LogLimits limits;

        private Builder() {}

        /**
         * The driver. The engine's default unless set.
         *
         * @param name the driver's name, for example {@code journald}
         * @return this builder
         */
        public Builder driver(String name) {
            driver = requireNonNull(name, "name is null");
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
            options.put(requireNonNull(key, "key is null"), requireNonNull(value, "value is null"));
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
            limits = requireNonNull(kept, "kept is null");
            return this;
        }

        /**
         * Checks everything and makes the settings.
         *
         * @return the settings
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public LogSettings build() {
            Problems problems = new Problems();
            if (driver != null && !DRIVER.matcher(driver).matches()) {
                problems.add(
                        "driver", driver, "the name of a driver", "write it as the engine does, e.g. \"journald\"");
            }
            options.forEach((key, value) -> checkOption(key, value, problems));
            if (limits != null) {
                checkLimits(limits, problems);
            }
            problems.throwIfAny("log settings");
            return new LogSettings(this);
        }

        private static void checkOption(String key, String value, Problems problems) {
            if (!OPTION.matcher(key).matches()) {
                problems.add("option", key, "a-z, 0-9 and \"-\"", "write e.g. addOption(\"max-size\", \"10m\")");
            }
            if (!PlainText.isOneLine(value)) {
                problems.add("option " + key, value, "one line of text, without control characters", "take them out");
            }
        }

        private void checkLimits(LogLimits kept, Problems problems) {
            String writer = driver == null ? LogLimits.defaultDriver() : driver;
            if (!LogLimits.areKeptBy(writer)) {
                problems.add(
                        "limits",
                        kept + " with the driver " + writer,
                        "a driver that keeps files: json-file or local",
                        "leave the limits out, and limit the logs where this driver sends them");
            }
            kept.options().keySet().stream()
                    .filter(options::containsKey)
                    .forEach(option -> problems.add(
                            "option", option, "nothing that limits(..) says already", "leave one of the two out"));
        }
    }
}
