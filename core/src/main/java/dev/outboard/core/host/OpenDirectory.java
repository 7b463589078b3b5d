package dev.outboard.core.host;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of which it is sure that it stays the same one, whatever others rename, delete or link meanwhile: either
 * no other user can exchange a name on the way to it, or it is held open. See {@link DirectoryWalk}.
 */
final class OpenDirectory implements AutoCloseable {
    private final Path path;
    private final Path way;
    private final Inode inode;
    private @Nullable SecureDirectoryStream<Path> stream;

    private OpenDirectory(Path path, Path way, Inode inode, @Nullable SecureDirectoryStream<Path> stream) {
        this.path = path;
        this.way = way;
        this.inode = inode;
        this.stream = stream;
    }

    /**
     * Goes to a directory.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws java.nio.file.NotDirectoryException if it or a parent of it is not a directory
     * @throws HostException if a symbolic link on the way may be another user's
     */
    static OpenDirectory at(Path directory) throws IOException {
        return DirectoryWalk.to(directory);
    }

    /** A directory that no other user can exchange for another. */
    static OpenDirectory reached(Path path, Inode inode) {
        return new OpenDirectory(path, path, inode, null);
    }

    /** A directory that is held open, since its path may lead elsewhere by now. */
    static OpenDirectory opened(SecureDirectoryStream<Path> stream, Path path) throws IOException {
        try {
            Path way = Descriptor.of(stream, path);
            return new OpenDirectory(path, way, Inode.of(way.resolve(".")), stream);
        } catch (IOException | RuntimeException failure) {
            stream.close();
            throw failure;
        }
    }

    /** Opens a directory by its path. */
    @SuppressWarnings("StreamResourceLeak") // who opens it closes it
    static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        DirectoryStream<Path> entries = Files.newDirectoryStream(directory);
        if (entries instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        entries.close();
        throw new HostException(
                directory + ": this JVM can't work in it without following symbolic links", "use a JDK for Linux");
    }

    /** Where it is, without symbolic links; for messages and the table of mounts. */
    Path path() {
        return path;
    }

    /** Owner and mode. */
    Inode inode() {
        return inode;
    }

    /** A path that leads to this directory itself. */
    Path self() {
        return way.resolve(".");
    }

    /** A path that leads to an entry of this directory. Only its last name may be a symbolic link. */
    Path entry(Path name) {
        return way.resolve(name);
    }

    /** Opens a directory that is an entry of this one and no symbolic link. */
    OpenDirectory enter(Path name) throws IOException {
        return opened(DirectoryWalk.enter(stream(), path, name), path.resolve(name));
    }

    /** The directory as the JDK's openat(2). */
    SecureDirectoryStream<Path> stream() throws IOException {
        if (stream == null) {
            stream = open(way);
        }
        return stream;
    }

    @Override
    public void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }
}
