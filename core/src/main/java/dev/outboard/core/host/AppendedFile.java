package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes at the end of a file, and waits until it is on the disk. */
final class AppendedFile {
    private static final ImmutableSet<OpenOption> OPTIONS = ImmutableSet.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, NOFOLLOW_LINKS);

    private AppendedFile() {}

    static void append(Path path, FileContent content) {
        boolean isNew = !Files.exists(path, NOFOLLOW_LINKS);
        try (FileChannel file =
                FileChannel.open(path, OPTIONS, PosixFilePermissions.asFileAttribute(FileMode.SECRET.permissions()))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.bytes());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
            if (isNew) {
                syncDirectory(path);
            }
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be appended to", failure);
        }
    }

    /** A new file's name is on the disk once its directory is. */
    private static void syncDirectory(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
