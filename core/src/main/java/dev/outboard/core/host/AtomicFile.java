package dev.outboard.core.host;

import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Replaces a file as a whole: temporary file beside it, fsync(2), rename(2), fsync of the directory. */
final class AtomicFile {
    private AtomicFile() {}

    /** One at a time: the name of the temporary file is the same each time. */
    static synchronized void write(Path path, FileContent content, FileMode mode, Accounts.Ownership owning) {
        try (OpenDirectory directory = parent(path);
                SafePlace place = SafePlace.in(directory);
                FileChannel entries = FileChannel.open(directory.self(), StandardOpenOption.READ)) {
            refuseDirectory(directory, path);
            Path temporary = place.entry(temporaryName(path));
            Files.deleteIfExists(temporary);
            try {
                ProcessStarts.write(() -> fill(temporary, content, mode, owning));
                Files.move(temporary, directory.entry(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                LocalFiles.deleteQuietly(temporary);
            }
            entries.force(true);
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be written", failure);
        }
    }

    /**
     * The name, beside a file, under which its next content is written. It is made from the file's name, so that what a
     * process leaves that is killed meanwhile is known to be part of the file: it goes when the file is written or deleted.
     */
    static Path temporaryName(Path path) {
        String name = path.getFileName().toString();
        return Path.of(".outboard-" + Hashing.sha256().hashString(name, StandardCharsets.UTF_8));
    }

    /** Only the caller can read the file until its owner is set; a user who may not read it in the end never can. */
    private static boolean fill(Path temporary, FileContent content, FileMode mode, Accounts.Ownership owning)
            throws IOException {
        try (FileChannel channel = FileChannel.open(
                temporary,
                ImmutableSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(FileMode.SECRET.permissions()))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            // In this order: write(2) and chown(2) clear the set-user-ID bit.
            owning.own(temporary);
            LocalFiles.setMode(temporary, mode);
            channel.force(true);
            return true;
        }
    }

    /** The directory of a file, opened. */
    static OpenDirectory parent(Path path) throws IOException {
        Path directory = path.getParent();
        if (directory == null) {
            throw new HostException(path + ": is the root directory", "name a file below it");
        }
        try {
            return OpenDirectory.at(directory);
        } catch (NoSuchFileException missing) {
            throw new HostException(path + ": there is no directory " + directory, "make the directory first", missing);
        }
    }

    private static void refuseDirectory(OpenDirectory directory, Path path) {
        Optional<FileStatus> there = LocalFiles.status(directory.entry(path.getFileName()));
        if (there.filter(status -> status.type() == FileStatus.Type.DIRECTORY).isPresent()) {
            throw new HostException(path + ": is a directory", "move it away, or choose another path");
        }
    }
}
