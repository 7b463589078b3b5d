package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.google.common.collect.Lists;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Makes a directory with what is missing above it, or gives one that is there its mode and owner. */
final class NewDirectory {
    /** What others may do before the owner is set. */
    private static final int NO_WRITING_BY_OTHERS = 0755;

    private final List<Path> made = new ArrayList<>();

    private NewDirectory() {}

    static void make(Path path, FileMode mode, Accounts.Ownership owning) {
        NewDirectory directory = new NewDirectory();
        try {
            directory.makeOrChange(path, mode, owning);
        } catch (IOException | HostException failure) {
            Lists.reverse(directory.made).forEach(NewDirectory::takeBack);
            throw failure instanceof IOException refused
                    ? FileFailure.of(path, "can't be made a directory " + mode, refused)
                    : (HostException) failure;
        }
    }

    private void makeOrChange(Path path, FileMode mode, Accounts.Ownership owning) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            try (OpenDirectory root = OpenDirectory.at(path)) {
                own(root.self(), mode, owning);
            }
            return;
        }
        try (OpenDirectory directory = parent(parent)) {
            Path entry = directory.entry(path.getFileName());
            LocalFiles.requireDirectoryOrNothing(path, entry);
            if (LocalFiles.status(entry).isPresent()) {
                try (OpenDirectory existing = directory.enter(path.getFileName())) {
                    own(existing.self(), mode, owning);
                }
            } else {
                make(directory, path, mode, owning);
            }
        }
    }

    private OpenDirectory parent(Path parent) throws IOException {
        try {
            return OpenDirectory.at(parent);
        } catch (NoSuchFileException missing) {
            makeOrChange(parent, FileMode.DIRECTORY, NewDirectory::giveToRoot);
            return OpenDirectory.at(parent);
        }
    }

    private void make(OpenDirectory directory, Path path, FileMode mode, Accounts.Ownership owning) throws IOException {
        try (SafePlace place = SafePlace.in(directory)) {
            Path entry = place.entry(path.getFileName());
            FileMode first = FileMode.ofBits(mode.bits() & NO_WRITING_BY_OTHERS);
            Files.createDirectory(entry, PosixFilePermissions.asFileAttribute(first.permissions()));
            if (!place.isApart()) {
                made.add(path);
            }
            own(entry, mode, owning);
            if (place.isApart()) {
                Files.move(entry, directory.entry(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                made.add(path);
            }
        }
    }

    /** The mode is there from the start, unless the process's umask or the parent's set-group-ID bit changed it. */
    private static void own(Path directory, FileMode mode, Accounts.Ownership owning) throws IOException {
        owning.own(directory);
        if (!Inode.of(directory).mode().equals(mode)) {
            LocalFiles.setMode(directory, mode);
        }
    }

    /** In a set-group-ID directory, what root makes is not of root's group: mkdir(2). */
    private static void giveToRoot(Path directory) throws IOException {
        if (Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid", NOFOLLOW_LINKS))) {
            Files.setAttribute(directory, "unix:gid", 0, NOFOLLOW_LINKS);
        }
    }

    private static void takeBack(Path directory) {
        try {
            LocalFiles.deleteEmptyDirectory(directory);
        } catch (HostException secondary) {
            // the failure that led here is the one to report
        }
    }
}
