package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.google.common.collect.Lists;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files and directories of this machine's file systems. */
final class LocalFiles {
    private static final int TYPE_BITS = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int PERMISSION_BITS = 07777;

    private LocalFiles() {}

    static Optional<FileStatus> status(Path path) {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(path, "unix:mode,uid,gid,owner,group", NOFOLLOW_LINKS);
            int mode = Integer.parseInt(String.valueOf(attributes.get("mode")));
            return Optional.of(
                    new FileStatus(type(mode), FileMode.ofBits(mode & PERMISSION_BITS), Accounts.ownerIn(attributes)));
        } catch (IOException failure) {
            return emptyIfAbsent(path, "can't be looked at", failure);
        }
    }

    private static FileStatus.Type type(int mode) {
        return switch (mode & TYPE_BITS) {
            case REGULAR -> FileStatus.Type.REGULAR;
            case DIRECTORY -> FileStatus.Type.DIRECTORY;
            case SYMBOLIC_LINK -> FileStatus.Type.SYMBOLIC_LINK;
            default -> FileStatus.Type.OTHER;
        };
    }

    static Optional<FileContent> read(Path path) {
        try {
            // Reading a pipe would wait for a writer, so look first.
            boolean regular =
                    Files.readAttributes(path, BasicFileAttributes.class).isRegularFile();
            return regular ? Optional.of(FileContent.ofBytes(Files.readAllBytes(path))) : Optional.empty();
        } catch (IOException failure) {
            return emptyIfAbsent(path, "can't be read", failure);
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

    /** Whether a parent is no directory; for that, the JDK has no exception of its own. */
    private static boolean isBelowFile(Path path) {
        for (@Nullable Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
            if (Files.exists(parent)) {
                return !Files.isDirectory(parent);
            }
        }
        return false;
    }

    static void makeDirectory(Path path, FileMode mode, Accounts.Owning owning) {
        requireDirectoryOrNothing(path);
        List<Path> made = new ArrayList<>();
        try {
            for (Path missing : missing(path)) {
                Files.createDirectory(
                        missing, PosixFilePermissions.asFileAttribute(FileMode.SECRET_DIRECTORY.permissions()));
                made.add(missing);
                if (!missing.equals(path)) {
                    giveToRoot(missing);
                    setMode(missing, FileMode.DIRECTORY);
                }
            }
            owning.own(path);
            setMode(path, mode);
        } catch (IOException failure) {
            Lists.reverse(made).forEach(LocalFiles::deleteQuietly);
            throw FileFailure.of(path, "can't be made a directory " + mode, failure);
        }
    }

    static void makeMissing(Path directory) {
        if (!Files.isDirectory(directory)) {
            makeDirectory(directory, FileMode.DIRECTORY, Accounts.Owning.NONE);
        }
    }

    static void requireDirectoryOrNothing(Path path) {
        status(path)
                .map(FileStatus::type)
                .filter(type -> type != FileStatus.Type.DIRECTORY)
                .ifPresent(type -> {
                    throw new HostException(
                            path + ": is a " + type + ", not a directory", "move it away, or choose another path");
                });
    }

    /** The directories to make, outermost first. */
    private static List<Path> missing(Path path) {
        List<Path> missing = new ArrayList<>();
        for (@Nullable Path each = path; each != null && !Files.exists(each); each = each.getParent()) {
            missing.add(each);
        }
        return Lists.reverse(missing);
    }

    /** In a set-group-ID directory, what root makes is not of root's group: mkdir(2). */
    private static void giveToRoot(Path directory) throws IOException {
        if (Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid", NOFOLLOW_LINKS))) {
            Files.setAttribute(directory, "unix:gid", 0, NOFOLLOW_LINKS);
        }
    }

    static void setMode(Path path, FileMode mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode.bits(), NOFOLLOW_LINKS);
    }

    static void deleteFile(Path path) {
        Optional<FileStatus.Type> type = status(path).map(FileStatus::type);
        if (type.filter(FileStatus.Type.DIRECTORY::equals).isPresent()) {
            throw new HostException(path + ": is a directory, not a file", "move it away");
        }
        if (type.isPresent()) {
            delete(path);
        }
    }

    static void deleteEmptyDirectory(Path path) {
        if (status(path)
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY)
                .isPresent()) {
            delete(path);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
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
