package dev.outboard.systemd.proof;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * The root directory of a container, as the kernel mounted it: proc_pid_mountinfo(5).
 *
 * @param type the file system's type, for example {@code overlay}
 * @param directories the directories of the host that an overlay is made of; for others, the one that is mounted
 */
record MountedRoot(String type, List<String> directories) {
    private static final int DIRECTORY = 3;
    private static final int MOUNT_POINT = 4;
    private static final String SEPARATOR = " - ";
    private static final List<String> LAYERS = List.of("lowerdir=", "upperdir=", "workdir=");

    /** Reads it from the mounts that the container sees. */
    static MountedRoot of(String mountInfo) {
        return mountInfo
                .lines()
                .filter(line ->
                        Splitter.on(' ').splitToList(line).get(MOUNT_POINT).equals("/"))
                .reduce((hidden, top) -> top)
                .map(MountedRoot::ofLine)
                .orElseThrow(() -> new HostException(
                        "a container told no mount of its root: " + mountInfo, "report this, with the text"));
    }

    private static MountedRoot ofLine(String line) {
        List<String> fields =
                Splitter.on(' ').splitToList(line.substring(line.indexOf(SEPARATOR) + SEPARATOR.length()));
        List<String> layers = Splitter.on(',').splitToList(fields.get(2)).stream()
                .flatMap(option ->
                        LAYERS.stream().filter(option::startsWith).map(name -> option.substring(name.length())))
                .flatMap(paths -> Splitter.on(':').omitEmptyStrings().splitToStream(paths))
                .toList();
        return new MountedRoot(
                fields.get(0),
                layers.isEmpty() ? List.of(Splitter.on(' ').splitToList(line).get(DIRECTORY)) : layers);
    }

    /** Whether a daemon keeps all of it where it must; a file system of the daemon's own begins at its root. */
    Evidence evidence(DaemonSpec daemon) {
        List<String> elsewhere = directories.stream()
                .filter(directory -> Stream.of(daemon.root(), daemon.dataRoot())
                        .noneMatch(root -> AbsolutePath.of(directory).startsWith(root)))
                .toList();
        return elsewhere.isEmpty()
                ? new Evidence(true, type + " of " + directories.size() + " directories there")
                : new Evidence(false, type + " of " + elsewhere);
    }
}
