package dev.outboard.systemd.engine;

import dev.outboard.core.failure.InvalidValueException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the Docker engine. What a distribution or a build adds to it does not count.
 *
 * @param major the year until 20, then a counter
 * @param minor the month until 20.10, then a counter
 */
public record EngineVersion(int major, int minor) implements Comparable<EngineVersion> {
    private static final Pattern TEXT = Pattern.compile("(?<major>[0-9]{1,4})\\.(?<minor>[0-9]{1,4})([.+~-].*)?");
    private static final Comparator<EngineVersion> ORDER =
            Comparator.comparingInt(EngineVersion::major).thenComparingInt(EngineVersion::minor);

    /**
     * Reads a version.
     *
     * @param text for example {@code 28.5} or {@code 20.10.24+dfsg1}
     * @return the version
     * @throws InvalidValueException if the text has no major and minor number
     */
    public static EngineVersion of(String text) {
        return find(text)
                .orElseThrow(() -> new InvalidValueException(
                        "engine version", text, "major and minor number, with a point between", "write e.g. \"28.5\""));
    }

    /**
     * Finds a version at the beginning of a text.
     *
     * @param text for example {@code 26.1.5+dfsg1}
     * @return the version; empty if the text does not begin with one
     */
    public static Optional<EngineVersion> find(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new EngineVersion(
                        Integer.parseInt(matcher.group("major")), Integer.parseInt(matcher.group("minor"))))
                : Optional.empty();
    }

    /**
     * Whether this version has what came with another.
     *
     * @param other the version that brought it
     * @return true if this one is the same or newer
     */
    public boolean isAtLeast(EngineVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(EngineVersion other) {
        return ORDER.compare(this, other);
    }

    /**
     * Major and minor number.
     *
     * @return for example {@code 20.10}
     */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
