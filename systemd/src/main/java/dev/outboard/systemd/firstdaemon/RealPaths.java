package dev.outboard.systemd.firstdaemon;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out which paths of a host are the same place: through symbolic links, and through bind mounts. Paths that do not
 * exist yet have a place too, that of their nearest directory that does.
 */
public final class RealPaths {
    private static final AbsolutePath MOUNTS = AbsolutePath.of("/proc/self/mountinfo");

    /** path_resolution(7): the kernel follows no more in one path. */
    private static final int MAXIMUM_LINKS = 40;

    private final HostView host;
    private final List<Mount> mounts;

    private RealPaths(HostView host, List<Mount> mounts) {
        this.host = host;
        this.mounts = mounts;
    }

    /**
     * Reads which filesystems a host has mounted.
     *
     * @param host the host; its links are looked at later
     * @return the paths of the host
     */
    public static RealPaths of(HostView host) {
        List<Mount> mounts = host.read(MOUNTS).map(FileContent::text).stream()
                .flatMap(String::lines)
                .flatMap(line -> Mount.parse(line).stream())
                .toList();
        return new RealPaths(host, mounts);
    }

    /**
     * A path without symbolic links.
     *
     * @param path any path
     * @return the path that the kernel comes to; what does not exist stays as it is written
     */
    public AbsolutePath of(AbsolutePath path) {
        Deque<String> rest = new ArrayDeque<>(segments(path.toString()));
        String real = "";
        int links = 0;
        while (!rest.isEmpty()) {
            String segment = rest.pop();
            if (segment.equals("..")) {
                real = real.substring(0, Math.max(0, real.lastIndexOf('/')));
                continue;
            }
            String next = real + "/" + segment;
            Optional<String> target = links < MAXIMUM_LINKS ? linkTarget(next) : Optional.empty();
            if (target.isEmpty()) {
                real = next;
            } else {
                links++;
                real = target.get().startsWith("/") ? "" : real;
                List<String> added = segments(target.get());
                for (int i = added.size() - 1; i >= 0; i--) {
                    rest.push(added.get(i));
                }
            }
        }
        return real.isEmpty() ? AbsolutePath.of("/") : AbsolutePath.of(real);
    }

    private static List<String> segments(String path) {
        return Splitter.on('/')
                .omitEmptyStrings()
                .splitToStream(path)
                .filter(segment -> !segment.equals("."))
                .toList();
    }

    /** {@code /var/run} leads to {@code /run} on every host with systemd (file-hierarchy(7)). */
    private Optional<String> linkTarget(String path) {
        if (path.equals("/var/run")) {
            return Optional.of("/run");
        }
        try {
            return host.linkTarget(AbsolutePath.of(path));
        } catch (HostException | InvalidValueException notPermitted) {
            return Optional.empty();
        }
    }

    /**
     * Every path under which the host shows a place.
     *
     * @param path where it is, with or without symbolic links
     * @return the path without links, and one for each mount that shows it or a part of it
     */
    public Set<AbsolutePath> places(AbsolutePath path) {
        AbsolutePath real = of(path);
        Set<AbsolutePath> places = new LinkedHashSet<>(List.of(real));
        mountOf(real).ifPresent(holder -> {
            AbsolutePath inside = holder.inside(real);
            mounts.stream()
                    .filter(mount -> mount.device().equals(holder.device()))
                    .forEach(mount -> mount.shows(inside).ifPresent(places::add));
        });
        return places;
    }

    /**
     * What is mounted where a path is.
     *
     * @param path any path
     * @return the device or the other source as the kernel names it, without symbolic links; empty if it is not known
     */
    public Optional<AbsolutePath> device(AbsolutePath path) {
        return mountOf(of(path))
                .map(Mount::source)
                .filter(source -> source.startsWith("/"))
                .map(source -> of(AbsolutePath.of(source)));
    }

    /** Of mounts at one point, the last one covers those before it. */
    private Optional<Mount> mountOf(AbsolutePath real) {
        return mounts.stream()
                .filter(mount -> real.startsWith(mount.point()))
                .reduce((first, second) -> second.point().startsWith(first.point()) ? second : first);
    }

    /**
     * A line of proc_pid_mountinfo(5).
     *
     * @param device the numbers of the filesystem's device
     * @param root which directory of the filesystem is mounted
     * @param point where
     * @param source what is mounted, as the kernel names it
     */
    private record Mount(String device, AbsolutePath root, AbsolutePath point, String source) {
        private static final int DEVICE = 2;
        private static final int ROOT = 3;
        private static final int POINT = 4;
        private static final int FIELDS = 6;

        /** Blanks and backslashes of a path are written as three octal digits. */
        private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

        static Optional<Mount> parse(String line) {
            List<String> fields = Splitter.on(' ').splitToList(line);
            int separator = fields.indexOf("-");
            if (fields.size() < FIELDS || separator < 0 || separator + 2 >= fields.size()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Mount(
                        fields.get(DEVICE),
                        AbsolutePath.of(unescaped(fields.get(ROOT))),
                        AbsolutePath.of(unescaped(fields.get(POINT))),
                        unescaped(fields.get(separator + 2))));
            } catch (InvalidValueException noPath) {
                // such as "net:[4026531840]", the root of a namespace
                return Optional.empty();
            }
        }

        private static String unescaped(String field) {
            return OCTAL.matcher(field)
                    .replaceAll(octal ->
                            Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(octal.group(1), 8))));
        }

        /** Where in the filesystem a path below the mount point is. */
        AbsolutePath inside(AbsolutePath real) {
            return below(root, real, point);
        }

        /** Where a place of the filesystem, or a part of it, is seen through this mount. */
        Optional<AbsolutePath> shows(AbsolutePath inside) {
            if (inside.startsWith(root)) {
                return Optional.of(below(point, inside, root));
            }
            return root.startsWith(inside) ? Optional.of(point) : Optional.empty();
        }

        private static AbsolutePath below(AbsolutePath newTop, AbsolutePath path, AbsolutePath oldTop) {
            String rest = path.toString()
                    .substring(
                            oldTop.toString().equals("/")
                                    ? 1
                                    : oldTop.toString().length());
            String relative = rest.startsWith("/") ? rest.substring(1) : rest;
            return relative.isEmpty() ? newTop : newTop.resolve(relative);
        }
    }
}
