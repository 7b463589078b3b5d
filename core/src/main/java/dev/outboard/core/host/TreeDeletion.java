package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a directory with all that is in it. Directories are opened relative to each other, openat(2), so that nobody
 * can lead the deletion elsewhere by putting a symbolic link in its way.
 */
final class TreeDeletion {
    private static final int POINTS_SHOWN = 5;

    private @Nullable HostException firstFailure;

    private TreeDeletion() {}

    static void delete(Path tree) {
        Path parent = tree.getParent();
        if (parent == null) {
            throw new HostException(tree + ": is the root directory", "name a directory below it");
        }
        try (OpenDirectory directory = OpenDirectory.at(parent)) {
            LocalFiles.requireDirectoryOrNothing(tree, directory.entry(tree.getFileName()));
            refuseMountPoints(directory.path().resolve(tree.getFileName()));
            TreeDeletion deletion = new TreeDeletion();
            deletion.delete(directory.stream(), tree);
            deletion.throwIfFailed();
        } catch (NoSuchFileException | NotDirectoryException nothingThere) {
            // then there is nothing to delete either
        } catch (IOException failure) {
            throw FileFailure.of(tree, "can't be deleted", failure);
        }
    }

    private static void refuseMountPoints(Path tree) {
        List<Path> points = MountPoints.within(tree);
        if (!points.isEmpty()) {
            String named =
                    points.stream().limit(POINTS_SHOWN).map(Path::toString).collect(Collectors.joining(" "));
            String all =
                    points.size() > POINTS_SHOWN ? named + " and " + (points.size() - POINTS_SHOWN) + " more" : named;
            throw new HostException(
                    tree + ": can't be deleted, since something is mounted at " + all,
                    "stop what uses it, then run: umount " + named);
        }
    }

    /** Deletes what it can, and remembers the first thing that it can't. */
    private void delete(SecureDirectoryStream<Path> parent, Path path) {
        Path name = path.getFileName();
        try {
            if (isDirectory(parent, name)) {
                deleteDirectory(parent, name, path);
            } else {
                parent.deleteFile(name);
            }
        } catch (NoSuchFileException gone) {
            // somebody else deleted it
        } catch (IOException failure) {
            if (firstFailure == null) {
                firstFailure = FileFailure.of(path, "can't be deleted", failure);
            }
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private void deleteDirectory(SecureDirectoryStream<Path> parent, Path name, Path path) throws IOException {
        try (SecureDirectoryStream<Path> directory = parent.newDirectoryStream(name, NOFOLLOW_LINKS)) {
            for (String entry : LocalFiles.names(directory)) {
                delete(directory, path.resolve(entry));
            }
        } catch (AccessDeniedException unreadable) {
            deleteUnreadable(parent, name, unreadable);
            return;
        }
        parent.deleteDirectory(name);
    }

    /** A directory that can't be read can still be deleted, if it is empty. */
    private static void deleteUnreadable(
            SecureDirectoryStream<Path> parent, Path name, AccessDeniedException unreadable) throws IOException {
        try {
            parent.deleteDirectory(name);
        } catch (DirectoryNotEmptyException full) {
            throw unreadable;
        }
    }

    private void throwIfFailed() {
        if (firstFailure != null) {
            throw firstFailure;
        }
    }
}
