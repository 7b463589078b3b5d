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
        try (OpenDirectory directory = AtomicFile.parent(path)) {
            Path place = directory.entry(path.getFileName());
            boolean isNew = !Files.exists(place, NOFOLLOW_LINKS);
            LocalFiles.requireFileOrNothing(path, place);
            append(place, ByteBuffer.wrap(content.bytes()));
            if (isNew) {
                sync(directory);
            }
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be appended to", failure);
        }
    }

    private static void append(Path place, ByteBuffer bytes) throws IOException {
        try (FileChannel file =
                FileChannel.open(place, OPTIONS, PosixFilePermissions.asFileAttribute(FileMode.SECRET.permissions()))) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    /** A new file's name is on the disk once its directory is. */
    private static void sync(OpenDirectory directory) throws IOException {
        try (FileChannel entries = FileChannel.open(directory.self(), StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}
