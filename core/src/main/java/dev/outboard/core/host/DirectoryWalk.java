package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The way from the root to a directory, one name after the other. As long as no other user can exchange the next name, it
 * goes by path. From the first directory in which another user could, each one is opened relative to the one before,
 * openat(2) with O_NOFOLLOW.
 *
 * <p>A symbolic link is followed only out of a directory in which no other user may write, such as {@code /var/run} or
 * {@code /lib}; the kernel's {@code protected_symlinks}, proc_sys_fs(5), is laxer, and may be off.
 */
final class DirectoryWalk {
    /** As many as path_resolution(7) allows. */
    private static final int LINKS_FOLLOWED = 40;

    private static final Path PARENT = Path.of("..");

    private final Deque<Path> ahead = new ArrayDeque<>();
    private Path reached;
    private int links;

    private DirectoryWalk(Path directory) {
        this.reached = directory.getRoot();
        putAhead(directory);
    }

    /** Opens a directory; its path is absolute. */
    static OpenDirectory to(Path directory) throws IOException {
        return new DirectoryWalk(directory).walk();
    }

    private void putAhead(Path names) {
        Deque<Path> inOrder = new ArrayDeque<>();
        names.forEach(inOrder::push);
        inOrder.forEach(ahead::push);
    }

    private OpenDirectory walk() throws IOException {
        Inode here = Inode.of(reached);
        while (!ahead.isEmpty()) {
            Path next = ahead.element().equals(PARENT) ? parent() : reached.resolve(ahead.element());
            Inode found = Inode.of(next);
            if (found.type() == FileStatus.Type.SYMBOLIC_LINK) {
                if (!here.isClosed()) {
                    throw refusal(next, Files.getOwner(next, NOFOLLOW_LINKS).getName());
                }
                follow(next);
                here = Inode.of(reached);
            } else if (!here.keeps(found)) {
                return openRest();
            } else if (found.type() != FileStatus.Type.DIRECTORY) {
                throw new NotDirectoryException(next.toString());
            } else {
                ahead.remove();
                reached = next;
                here = found;
            }
        }
        return OpenDirectory.reached(reached, here);
    }

    private Path parent() {
        return Optional.ofNullable(reached.getParent()).orElse(reached);
    }

    private void follow(Path link) throws IOException {
        links++;
        if (links > LINKS_FOLLOWED) {
            throw new FileSystemException(link.toString(), null, "Too many levels of symbolic links");
        }
        ahead.remove();
        Path target = Files.readSymbolicLink(link);
        putAhead(target);
        if (target.isAbsolute()) {
            reached = target.getRoot();
        }
    }

    /** Goes the rest of the way, from a directory that no other user can exchange. */
    private OpenDirectory openRest() throws IOException {
        SecureDirectoryStream<Path> here = OpenDirectory.open(reached);
        for (Iterator<Path> names = ahead.iterator(); names.hasNext(); ) {
            try (SecureDirectoryStream<Path> parent = here) {
                Path name = names.next();
                here = enter(parent, reached, name);
                reached = reached.resolve(name);
            }
        }
        return OpenDirectory.opened(here, reached);
    }

    /** Opens a directory in an open one. */
    static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> parent, Path path, Path name)
            throws IOException {
        Path entry = path.resolve(name);
        if (name.equals(PARENT)) {
            throw new FileSystemException(entry.toString(), null, "a link leads back through a directory of others");
        }
        PosixFileAttributes found = parent.getFileAttributeView(name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes();
        if (found.isSymbolicLink()) {
            throw refusal(entry, found.owner().getName());
        }
        if (!found.isDirectory()) {
            throw new NotDirectoryException(entry.toString());
        }
        return parent.newDirectoryStream(name, NOFOLLOW_LINKS);
    }

    private static HostException refusal(Path link, String owner) {
        return new HostException(
                link + ": is a symbolic link of user " + owner + " in a directory where others than root may write, so"
                        + " it could lead anywhere",
                "remove the link, or give the path that it leads to");
    }
}
