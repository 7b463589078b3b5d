package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
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
 * Deletes a directory with all that is in it. Directories are opened relative to each other, openat(2), so that no
 * symbolic link can lead the deletion elsewhere.
 *
 * <p>A job in a container may have made the tree, so its depth has no limit, and its names may be any bytes. A directory
 * that lies deeper than {@link #LEVELS} is moved to the top of the tree and deleted from there: open directories, stack and
 * paths stay small.
 */
final class TreeDeletion {
    /** How deep the deletion goes before it moves directories up. Trees of programs are not as deep. */
    private static final int LEVELS = 64;

    /** How often a directory is emptied again, into which other programs write meanwhile. */
    private static final int ROUNDS = 100;

    private static final int POINTS_SHOWN = 5;

    private final SecureDirectoryStream<Path> parent;
    private final Path tree;
    private int moved;
    private int failures;
    private @Nullable HostException firstFailure;

    private TreeDeletion(SecureDirectoryStream<Path> parent, Path tree) {
        this.parent = parent;
        this.tree = tree;
    }

    static void delete(Path tree) {
        Path parent = tree.getParent();
        if (parent == null) {
            throw new HostException(tree + ": is the root directory", "name a directory below it");
        }
        try (OpenDirectory directory = OpenDirectory.at(parent)) {
            LocalFiles.requireDirectoryOrNothing(tree, directory.entry(tree.getFileName()));
            refuseMountPoints(directory.path().resolve(tree.getFileName()));
            TreeDeletion deletion = new TreeDeletion(directory.stream(), tree);
            deletion.delete(directory.stream(), tree, 0);
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
    private void delete(SecureDirectoryStream<Path> directory, Path path, int level) {
        Path name = path.getFileName();
        try {
            if (!isDirectory(directory, name)) {
                directory.deleteFile(name);
            } else if (level > LEVELS) {
                moveToTop(directory, name);
            } else {
                deleteDirectory(directory, path, level);
            }
        } catch (NoSuchFileException gone) {
            // another program deleted it
        } catch (IOException failure) {
            failed(FileFailure.of(path, "can't be deleted", failure));
        }
    }

    private void failed(HostException failure) {
        failures++;
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }

    private void moveToTop(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try (SecureDirectoryStream<Path> top = parent.newDirectoryStream(tree.getFileName(), NOFOLLOW_LINKS)) {
            directory.move(name, top, freeName(top));
        }
    }

    private Path freeName(SecureDirectoryStream<Path> top) throws IOException {
        while (true) {
            moved++;
            Path name = Path.of(".outboard-" + moved);
            try {
                isDirectory(top, name);
            } catch (NoSuchFileException free) {
                return name;
            }
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private void deleteDirectory(SecureDirectoryStream<Path> directory, Path path, int level) throws IOException {
        Path name = path.getFileName();
        for (int round = 0; round < ROUNDS; round++) {
            int movedBefore = moved;
            int failuresBefore = failures;
            try (SecureDirectoryStream<Path> open = directory.newDirectoryStream(name, NOFOLLOW_LINKS)) {
                for (Path entry : open) {
                    delete(open, path.resolve(entry.getFileName()), level + 1);
                }
            } catch (AccessDeniedException unreadable) {
                deleteUnreadable(directory, name, unreadable);
                return;
            } catch (DirectoryIteratorException failure) {
                throw failure.getCause();
            }
            if (failures > failuresBefore) {
                return;
            }
            if (isDeleted(directory, name)) {
                return;
            }
            if (moved > movedBefore) {
                round = 0;
            }
        }
        failed(new HostException(
                path + ": can't be deleted, since another program keeps adding files to it",
                "stop the program (\"lsof +D " + path + "\" shows it), then try again"));
    }

    private static boolean isDeleted(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        try {
            directory.deleteDirectory(name);
            return true;
        } catch (DirectoryNotEmptyException full) {
            return false;
        }
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
