package dev.outboard.core.text;

import com.google.common.base.Splitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * A path of the host as the kernel comes to it on Debian, so that two ways to one place are equal: without {@code .}, {@code
 * ..} and double slashes, without the detours through {@code /proc/PID/root} and the working directory of process 1, which is
 * the root, and without the symbolic links that every Debian has (proc(5), file-hierarchy(7)). Docker, too, resolves {@code
 * ..} by the text alone ({@code path.Clean} in moby's {@code volume/mounts/linux_parser.go}).
 *
 * @param text the path, absolute
 */
public record HostPath(String text) {
    private static final Pattern ROOT_OF_A_PROCESS =
            Pattern.compile("/proc/(?:(?:[0-9]+|self|thread-self)(?:/task/[0-9]+)?/root|1(?:/task/1)?/cwd)");

    /**
     * The path that another text means.
     *
     * @param path an absolute path
     * @return the path
     */
    public static HostPath of(String path) {
        String known = withoutDots(path);
        for (String next = followed(known); !next.equals(known); next = followed(known)) {
            known = next;
        }
        return new HostPath(known);
    }

    private static String withoutDots(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : Splitter.on('/').split(path)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String followed(String path) {
        String inRoot = moved(path, ROOT_OF_A_PROCESS, "");
        String inRun =
                moved(moved(inRoot, Pattern.compile("/var/run"), "/run"), Pattern.compile("/var/lock"), "/run/lock");
        return moved(inRun, Pattern.compile("/(?:bin|sbin|lib(?:32|64|x32)?)"), "/usr$0");
    }

    private static String moved(String path, Pattern beginning, String place) {
        String moved = path.replaceFirst("^" + beginning + "(?=/|$)", place);
        return moved.isEmpty() ? "/" : moved;
    }

    /**
     * Whether it is another path.
     *
     * @param other a path in the form of {@link #text}
     * @return whether both are equal
     */
    public boolean is(String other) {
        return text.equals(other);
    }

    /**
     * Whether it is another path, or lies below it.
     *
     * @param other a path in the form of {@link #text}
     * @return whether it is inside
     */
    public boolean isIn(String other) {
        return is(other) || other.equals("/") || text.startsWith(other + "/");
    }

    /**
     * Whether another path is it, or lies below it.
     *
     * @param other a path in the form of {@link #text}
     * @return whether the other is inside
     */
    public boolean holds(String other) {
        return new HostPath(other).isIn(text);
    }

    /** The path, as {@link ForeignText} shows it. */
    @Override
    public String toString() {
        return ForeignText.line(text);
    }
}
