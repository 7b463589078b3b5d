package dev.outboard.core.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The number under which this process holds a directory open, as the path {@code /proc/self/fd/N}. Such a path leads to
 * the open directory and not to what is at its name by now, proc_pid_fd(5). So it serves where the JDK lacks a call
 * relative to an open directory: mkdirat(2), fchmodat(2) with all bits.
 */
final class Descriptor {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Descriptor() {}

    static Path of(SecureDirectoryStream<Path> open, Path path) throws IOException {
        Object key = open.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        try (DirectoryStream<Path> numbers = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path number : numbers) {
                if (leadsTo(key, number)) {
                    return number;
                }
            }
        }
        throw new FileSystemException(path.toString(), null, "no open directory is found in " + DESCRIPTORS);
    }

    private static boolean leadsTo(Object key, Path number) throws IOException {
        try {
            return key.equals(
                    Files.readAttributes(number, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException closed) {
            return false;
        }
    }
}
