package dev.outboard.core.host;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.UUID;

/** Replaces a file as a whole: temporary file beside it, fsync(2), rename(2), fsync of the directory. */
final class AtomicFile {
    private AtomicFile() {}

    static void write(Path path, FileContent content, FileMode mode, Accounts.Owning owning) {
        Path directory = parent(path);
        refuseDirectory(path);
        Path temporary = directory.resolve(".outboard-" + UUID.randomUUID());
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            fill(temporary, content, mode, owning);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            entries.force(true);
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be written", failure);
        } finally {
            LocalFiles.deleteQuietly(temporary);
        }
    }

    /** Only the caller can read the file until its owner is set, and nobody who may not read it in the end ever can. */
    private static void fill(Path temporary, FileContent content, FileMode mode, Accounts.Owning owning)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(FileMode.SECRET.permissions()))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            // In this order: write(2) and chown(2) clear the set-user-ID bit.
            owning.own(temporary);
            LocalFiles.setMode(temporary, mode);
            channel.force(true);
        }
    }

    private static Path parent(Path path) {
        Path directory = path.getParent();
        if (directory == null) {
            throw new HostException(path + ": is the root directory", "name a file below it");
        }
        if (LocalFiles.status(directory).isEmpty()) {
            throw new HostException(path + ": there is no directory " + directory, "make the directory first");
        }
        return directory;
    }

    private static void refuseDirectory(Path path) {
        LocalFiles.status(path)
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY)
                .ifPresent(status -> {
                    throw new HostException(path + ": is a directory", "move it away, or choose another path");
                });
    }
}
