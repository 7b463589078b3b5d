package dev.outboard.core.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where file systems are mounted, as proc_pid_mountinfo(5) has it. */
final class MountPoints {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT_FIELD = 4;
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    private MountPoints() {}

    /** The mount points at a directory and below it; the directory's path leads through no symbolic link. */
    static List<Path> within(Path directory) {
        try {
            return parse(new String(Files.readAllBytes(MOUNTINFO), UTF_8)).stream()
                    .filter(point -> point.startsWith(directory))
                    .toList();
        } catch (IOException failure) {
            throw FileFailure.of(MOUNTINFO, "can't be read, so mount points are not known", failure);
        }
    }

    static List<Path> parse(String mountinfo) {
        return mountinfo
                .lines()
                .map(line -> Splitter.on(' ').splitToList(line).get(MOUNT_POINT_FIELD))
                .map(point -> Path.of(ESCAPE.matcher(point).replaceAll(MountPoints::unescape)))
                .toList();
    }

    private static String unescape(MatchResult octal) {
        return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(octal.group(1), 8)));
    }
}
