package dev.outboard.core.value;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.text.PlainText;
import dev.outboard.core.text.Quoted;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * The absolute path of something on a Linux host, in its shortest form: no {@code .}, {@code ..} or empty segment, no
 * slash at the end. At most 4095 bytes, and 255 in each segment: {@code PATH_MAX} and {@code NAME_MAX} of
 * path_resolution(7). Control characters are refused, since unit files and scripts have no safe way to carry them.
 *
 * <p>Paths sort with each directory before what is in it, and before what follows the directory.
 */
public final class AbsolutePath extends TextValue implements Comparable<AbsolutePath> {
    private static final String KIND = "path";
    private static final int MAXIMUM_BYTES = 4095;
    private static final int MAXIMUM_SEGMENT_BYTES = 255;

    private AbsolutePath(String path) {
        super(path);
    }

    /**
     * Reads a path.
     *
     * @param path the path, absolute and normalised, for example {@code /docker2/graph}
     * @return the path
     * @throws InvalidValueException if it is relative, not normalised, too long, or has characters that can't be seen
     */
    public static AbsolutePath of(String path) {
        if (!PlainText.isOneLine(path)) {
            throw new InvalidValueException(
                    KIND, path, "no control characters and valid Unicode", "use a path of printable characters");
        }
        return checked(path);
    }

    private static AbsolutePath checked(String path) {
        String normalised = normalise(path);
        if (!path.startsWith("/")) {
            throw new InvalidValueException(
                    KIND, path, "an absolute path", "write it from the root, e.g. " + example(path));
        }
        if (!path.equals(normalised)) {
            throw new InvalidValueException(
                    KIND, path, "no \".\", \"..\" or empty segments and no slash at the end", "write " + example(path));
        }
        checkLength(path);
        return new AbsolutePath(path);
    }

    /** Of the path as it is shown, since a password in a URL can't be recognized once one of its slashes is gone. */
    private static String example(String path) {
        return Quoted.text(normalise(ForeignText.value(path)));
    }

    private static void checkLength(String path) {
        if (path.length() <= MAXIMUM_SEGMENT_BYTES / Utf8.MAXIMUM_BYTES) {
            return;
        }
        if (Utf8.length(path) > MAXIMUM_BYTES) {
            throw new InvalidValueException(
                    KIND, path, "at most " + MAXIMUM_BYTES + " bytes", "choose a directory nearer to the root");
        }
        for (String segment : Splitter.on('/').split(path)) {
            if (Utf8.length(segment) > MAXIMUM_SEGMENT_BYTES) {
                throw new InvalidValueException(
                        KIND,
                        path,
                        "at most " + MAXIMUM_SEGMENT_BYTES + " bytes between two slashes",
                        "shorten " + Quoted.text(segment));
            }
        }
    }

    private static String normalise(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : Splitter.on('/').omitEmptyStrings().split(path)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    /**
     * A path below this one. The segments may be names that the host has, with any characters.
     *
     * @param relative the segments to add, for example {@code units/docker2.service}
     * @return this path, a slash and the segments
     * @throws InvalidValueException if the segments are absolute, or the whole is not a valid path
     */
    public AbsolutePath resolve(String relative) {
        if (relative.isEmpty() || relative.startsWith("/")) {
            throw new InvalidValueException(
                    "relative path", relative, "a path without a slash in front", "name something below " + this);
        }
        if (relative.indexOf('\0') >= 0 || !Utf8.canEncode(relative)) {
            throw new InvalidValueException(
                    "relative path", relative, "no NUL and valid Unicode", "use a path of printable characters");
        }
        return checked(isRoot() ? "/" + relative : this + "/" + relative);
    }

    /**
     * The directory that holds this path.
     *
     * @return the path without its last segment, or empty for the root
     */
    public Optional<AbsolutePath> parent() {
        return isRoot()
                ? Optional.empty()
                : Optional.of(new AbsolutePath(toString().substring(0, Math.max(1, lastSlash()))));
    }

    /**
     * The last segment.
     *
     * @return the name inside the parent; empty text for the root
     */
    public String fileName() {
        return toString().substring(lastSlash() + 1);
    }

    /**
     * Whether this path is another one or lies below it. Whole segments count: {@code /docker2} does not start with
     * {@code /docker}.
     *
     * @param other the path that may be above
     * @return true if it is above or equal
     */
    public boolean startsWith(AbsolutePath other) {
        return equals(other) || other.isRoot() || toString().startsWith(other + "/");
    }

    /**
     * This path for the file API of the JDK.
     *
     * @return the same path
     * @throws HostException if this JVM's locale can't spell the path
     */
    public Path toPath() {
        try {
            return Path.of(toString());
        } catch (InvalidPathException unmappable) {
            throw new HostException(
                    "path " + Quoted.text(toString()) + ": this JVM can't spell it in the encoding of its locale",
                    "run the JVM in a UTF-8 locale, e.g. LC_ALL=C.UTF-8",
                    unmappable);
        }
    }

    /** Nothing sorts between a directory and what is in it. */
    @Override
    public int compareTo(AbsolutePath other) {
        String mine = toString();
        String theirs = other.toString();
        int difference = Arrays.mismatch(mine.toCharArray(), theirs.toCharArray());
        if (difference < 0) {
            return 0;
        }
        return difference == Math.min(mine.length(), theirs.length())
                ? Integer.compare(mine.length(), theirs.length())
                : Integer.compare(rank(mine.charAt(difference)), rank(theirs.charAt(difference)));
    }

    private static int rank(char character) {
        return character == '/' ? 0 : character;
    }

    private boolean isRoot() {
        return toString().equals("/");
    }

    private int lastSlash() {
        return toString().lastIndexOf('/');
    }
}
