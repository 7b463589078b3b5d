package dev.outboard.runner.configuration;

import java.util.Locale;

/** How GitLab Runner writes its log. */
public enum LogFormat {
    /** For people, with colours on a terminal. GitLab Runner's default. */
    RUNNER,
    /** Key and value. */
    TEXT,
    /** One object on each line. */
    JSON;

    /**
     * The format as {@code config.toml} has it.
     *
     * @return in lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
