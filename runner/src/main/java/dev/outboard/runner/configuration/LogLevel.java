package dev.outboard.runner.configuration;

import java.util.Locale;

/** How much GitLab Runner tells of what it does. */
public enum LogLevel {
    /** Everything. */
    DEBUG,
    /** What it does. GitLab Runner's default. */
    INFO,
    /** What may be wrong. */
    WARN,
    /** What failed. */
    ERROR,
    /** What ended it. */
    FATAL,
    /** What should never happen. */
    PANIC;

    /**
     * The level as {@code config.toml} has it.
     *
     * @return in lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
