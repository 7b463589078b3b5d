package dev.outboard.runner.configuration;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of GitLab Runner, as far as it decides which keys are known.
 *
 * @param major for example 19
 * @param minor for example 3
 */
public record RunnerVersion(int major, int minor) implements Comparable<RunnerVersion> {
    private static final Pattern VERSION = Pattern.compile("(?:.*-)?v?(\\d{1,4})\\.(\\d{1,4})(?:\\..*)?");

    /** A version that is known to be one. */
    static RunnerVersion of(String text) {
        return ofTag(text).orElseThrow();
    }

    /**
     * Finds the version in an image's tag.
     *
     * @param tag for example {@code v19.3.0} or {@code alpine-v16.1.0}
     * @return the version; empty for a tag such as {@code latest}
     */
    public static Optional<RunnerVersion> ofTag(String tag) {
        Matcher version = VERSION.matcher(tag);
        return version.matches()
                ? Optional.of(new RunnerVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(RunnerVersion other) {
        return Comparator.comparingInt(RunnerVersion::major)
                .thenComparingInt(RunnerVersion::minor)
                .compare(this, other);
    }

    /**
     * The version as GitLab writes it.
     *
     * @return for example {@code 19.3}
     */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
