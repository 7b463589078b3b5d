package dev.outboard.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The control group of one machine, a directory in every hierarchy that this computer has mounted, cgroups(7). Without
 * it the same unit of two machines would share one group, and stopping it in one would kill it in the other.
 */
final class ControlGroup {
    private final List<Path> directories;

    private ControlGroup(List<Path> directories) {
        this.directories = directories;
    }

    /** The group of these directories. */
    static ControlGroup of(List<Path> directories) {
        return new ControlGroup(List.copyOf(directories));
    }

    /** Makes a group with the settings of the one above it. */
    static ControlGroup create(String name) {
        List<Path> directories =
                hierarchies().map(hierarchy -> hierarchy.resolve(name)).toList();
        try {
            for (Path directory : directories) {
                Files.createDirectory(directory);
                copyFromParent(directory, "cpuset.cpus");
                copyFromParent(directory, "cpuset.mems");
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        return new ControlGroup(directories);
    }

    /** Where the hierarchies are mounted. */
    static Stream<Path> hierarchies() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .map(line -> line.split(" "))
                    .filter(fields -> fields[2].equals("cgroup") || fields[2].equals("cgroup2"))
                    .map(fields -> Path.of(fields[1]));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Moves a process here, with the children that it will have. */
    void add(long pid) {
        try {
            for (Path directory : directories) {
                Files.writeString(directory.resolve("cgroup.procs"), Long.toString(pid));
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /**
     * Removes the group and all below it, after its last process, already killed, has ended. A directory that another
     * process removed meanwhile is not missed: two test runs may find the same {@linkplain Leftovers left-overs}.
     */
    void remove() {
        for (Path directory : directories) {
            try {
                remove(directory);
            } catch (IOException cause) {
                // the kernel tells of a group that is going in several ways
                if (Files.exists(directory)) {
                    throw new UncheckedIOException(cause);
                }
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        Files.readAllLines(directory.resolve("cgroup.procs")).stream()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .forEach(process -> process.onExit().join());
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path group : tree.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.deleteIfExists(group);
            }
        } catch (UncheckedIOException vanished) {
            throw vanished.getCause();
        }
    }

    /** A new group of the cpuset controller, version 1, is empty and takes no process, cpuset(7). */
    private static void copyFromParent(Path directory, String file) throws IOException {
        Path own = directory.resolve(file);
        Path parents = directory.resolveSibling(file);
        if (Files.exists(own) && Files.exists(parents)) {
            Files.writeString(own, Files.readString(parents));
        }
    }
}
