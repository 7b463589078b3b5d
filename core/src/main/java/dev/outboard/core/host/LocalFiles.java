package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files and directories of this machine's file systems. */
final class LocalFiles {
    /** In bytes. Outboard reads configuration as a whole; what is larger is data. */
    private static final int LARGEST = 64 << 20;

    private LocalFiles() {}

    static Optional<FileStatus> status(Path path) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(path, "unix:mode,uid,gid,owner,group", NOFOLLOW_LINKS);
            Inode inode = Inode.of(attributes);
            return Optional.of(new FileStatus(inode.type(), inode.mode(), Accounts.ownerIn(attributes)));
        } catch (IOException failure) {
            return emptyIfAbsent(path, "can't be looked at", failure);
        }
    }

    static Optional<FileContent> read(Path path) {
        try {
            // Reading a pipe would wait for a writer, so look first.
            boolean regular =
                    Files.readAttributes(path, BasicFileAttributes.class).isRegularFile();
            return regular ? Optional.of(content(path)) : Optional.empty();
        } catch (IOException failure) {
            return emptyIfAbsent(path, "can't be read", failure);
        }
    }

    private static FileContent content(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new HostException(
                        path + ": has more than " + LARGEST + " bytes, expected a file that is read as a whole",
                        "see what it is, and move it away");
            }
            return FileContent.ofBytes(bytes);
        }
    }

    static long size(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes.size() : 0;
        } catch (IOException failure) {
            return LocalFiles.<Long>emptyIfAbsent(path, "can't be looked at", failure)
                    .orElse(0L);
        }
    }

    static List<String> list(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return names(entries);
        } catch (NotDirectoryException other) {
            return List.of();
        } catch (IOException failure) {
            return LocalFiles.<List<String>>emptyIfAbsent(directory, "can't be listed", failure)
                    .orElse(List.of());
        }
    }

    /** The names in an open directory, sorted. */
    static List<String> names(DirectoryStream<Path> directory) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            directory.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (DirectoryIteratorException failure) {
            throw new IOException(failure.getMessage(), failure);
        }
        return names.stream().sorted().toList();
    }

    private static <T> Optional<T> emptyIfAbsent(Path path, String what, IOException failure) {
        if (failure instanceof NoSuchFileException || isBelowFile(path)) {
            return Optional.empty();
        }
        throw FileFailure.of(path, what, failure);
    }

    /** Whether a parent is not a directory; for that, the JDK has no exception of its own. */
    private static boolean isBelowFile(Path path) {
        for (@Nullable Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
            if (Files.exists(parent)) {
                return !Files.isDirectory(parent);
            }
        }
        return false;
    }

    static void makeMissing(Path directory) {
        if (!Files.isDirectory(directory)) {
            NewDirectory.make(directory, FileMode.DIRECTORY, Accounts.Ownership.NONE);
        }
    }

    /** Refuses what is at a path, which is looked at by a safe way to it. */
    static void requireDirectoryOrNothing(Path path, Path way) {
        requireOrNothing(path, way, FileStatus.Type.DIRECTORY);
    }

    /** Opening a pipe for writing would wait for a reader, so look first. */
    static void requireFileOrNothing(Path path, Path way) {
        requireOrNothing(path, way, FileStatus.Type.REGULAR);
    }

    private static void requireOrNothing(Path path, Path way, FileStatus.Type expected) {
        status(way).map(FileStatus::type).filter(type -> type != expected).ifPresent(type -> {
            throw new HostException(
                    path + ": is a " + type + ", not a " + expected, "move it away, or choose another path");
        });
    }

    static void setMode(Path path, FileMode mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode.bits(), NOFOLLOW_LINKS);
    }

    static void deleteFile(Path path) {
        inParent(path, directory -> {
            Path file = directory.entry(path.getFileName());
            if (isDirectory(file)) {
                throw new HostException(path + ": is a directory, not a file", "move it away");
            }
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory.entry(AtomicFile.temporaryName(path)));
        });
    }

    static void deleteEmptyDirectory(Path path) {
        inParent(path, directory -> {
            Path empty = directory.entry(path.getFileName());
            if (isDirectory(empty)) {
                Files.deleteIfExists(empty);
            }
        });
    }

    private static boolean isDirectory(Path path) {
        return status(path)
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY)
                .isPresent();
    }

    /** What happens in an open directory. */
    @FunctionalInterface
    private interface Deletion {
        void in(OpenDirectory directory) throws IOException;
    }

    private static void inParent(Path path, Deletion deletion) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new HostException(path + ": is the root directory", "name something below it");
        }
        try (OpenDirectory directory = OpenDirectory.at(parent)) {
            deletion.in(directory);
        } catch (NoSuchFileException | NotDirectoryException nothingThere) {
            // then there is nothing to delete either
        } catch (DirectoryNotEmptyException kept) {
            // the only caller for directories leaves those that hold something
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be deleted", failure);
        }
    }

    static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException secondary) {
            // the failure that led here is the one to report
        }
    }
}
