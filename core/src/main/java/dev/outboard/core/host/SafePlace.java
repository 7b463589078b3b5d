package dev.outboard.core.host;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where something can be made without anybody else laying hands on it before it is complete: the directory itself where
 * it is to be, or, if others may write there, a private directory in it that is gone afterwards.
 */
final class SafePlace implements AutoCloseable {
    private final OpenDirectory directory;
    private final @Nullable Path privateName;
    private final OpenDirectory place;

    private SafePlace(OpenDirectory directory, @Nullable Path privateName, OpenDirectory place) {
        this.directory = directory;
        this.privateName = privateName;
        this.place = place;
    }

    /** A place on the same file system as an entry of the directory will be. */
    static SafePlace in(OpenDirectory directory) throws IOException {
        return directory.inode().isClosed() ? new SafePlace(directory, null, directory) : privateIn(directory);
    }

    private static SafePlace privateIn(OpenDirectory directory) throws IOException {
        Path name = Path.of(".outboard-" + UUID.randomUUID());
        Files.createDirectory(
                directory.entry(name), PosixFilePermissions.asFileAttribute(FileMode.SECRET_DIRECTORY.permissions()));
        SafePlace made = new SafePlace(directory, name, directory.enter(name));
        if (!made.place.inode().isPrivate()) {
            made.close();
            throw new HostException(
                    directory.path().resolve(name) + ": another process replaced this directory",
                    "see who owns " + directory.path() + ", and start again");
        }
        return made;
    }

    /** Whether it is a directory of its own. */
    boolean isApart() {
        return privateName != null;
    }

    /** A path that leads to an entry of this place. */
    Path entry(Path name) {
        return place.entry(name);
    }

    @Override
    public void close() throws IOException {
        if (privateName != null) {
            place.close();
            LocalFiles.deleteQuietly(directory.entry(privateName));
        }
    }
}
