package dev.outboard.systemd.installed;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds the files of a pattern, glob(7), as {@code EnvironmentFile=} takes it. */
final class PathPattern {
    private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

    private PathPattern() {}

    /** The files that exist, in the order of their names. A path that is not absolute names none. */
    static Stream<InstalledUnit.TextFile> files(String pattern, HostView host) {
        return paths(pattern, host)
                .flatMap(path -> host.read(path).map(FileContent::text).stream()
                        .map(text -> new InstalledUnit.TextFile(path.toString(), text)));
    }

    private static Stream<AbsolutePath> paths(String pattern, HostView host) {
        if (!WILDCARD.matcher(pattern).find()) {
            return path(pattern).stream();
        }
        int slash = pattern.lastIndexOf('/');
        String last = pattern.substring(slash + 1);
        Stream<AbsolutePath> directories =
                slash == 0 ? path("/").stream() : paths(pattern.substring(0, Math.max(slash, 0)), host);
        return directories.flatMap(directory -> host.list(directory).stream()
                .filter(name -> matches(last, name))
                .sorted()
                .map(directory::resolve));
    }

    private static boolean matches(String pattern, String name) {
        if (!WILDCARD.matcher(pattern).find()) {
            return pattern.equals(name);
        }
        boolean isHidden = name.startsWith(".") && !pattern.startsWith(".");
        return !isHidden
                && matcher(pattern).filter(glob -> glob.matches(Path.of(name))).isPresent();
    }

    private static Optional<PathMatcher> matcher(String pattern) {
        try {
            return Optional.of(FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("{", "\\{")));
        } catch (PatternSyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<AbsolutePath> path(String path) {
        try {
            return Optional.of(AbsolutePath.of(path));
        } catch (InvalidValueException notAPath) {
            return Optional.empty();
        }
    }
}
