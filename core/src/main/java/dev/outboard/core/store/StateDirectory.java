package dev.outboard.core.store;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.Optional;

/**
 * {@code /var/lib/outboard}, where Outboard keeps what it must know of a host. Root carries out what these files say, so
 * they are believed only if root owns them, and the directory, and no other user may write to them: the rule of sudo(8)
 * for {@code sudoers}.
 *
 * <p>The directory may be a mount point, or a symbolic link of root to a directory elsewhere.
 */
public final class StateDirectory {
    /** The directory. */
    public static final AbsolutePath PATH = AbsolutePath.of("/var/lib/outboard");

    /** In bytes. A receipt or journal has kilobytes; what is larger than this is something else. */
    private static final long LARGEST_FILE = 64L << 20;

    /** As many as the kernel follows: path_resolution(7). */
    private static final int LINKS_FOLLOWED = 40;

    private static final int GROUP_MAY_WRITE = 0020;
    private static final int OTHERS_MAY_WRITE = 0002;

    private static final CleanLog log = CleanLog.of(StateDirectory.class);

    private StateDirectory() {}

    /**
     * Reads a file of the directory.
     *
     * @param host where
     * @param file the file's path
     * @return its content, or empty if it is not there
     * @throws HostException if the directory or the file is not of the expected type, can be written by other users than
     *     root, or is too large
     */
    public static Optional<FileContent> read(HostView host, AbsolutePath file) {
        requireTrusted(host);
        Optional<FileStatus> status = host.status(file);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        requireType(file, status.get(), FileStatus.Type.REGULAR);
        requireTrusted(file, status.get(), FileMode.SECRET);
        long size = host.size(file);
        if (size > LARGEST_FILE) {
            throw new HostException(
                    file + ": has " + size + " bytes, expected at most " + LARGEST_FILE,
                    "see what it is, and move it to another directory");
        }
        return host.read(file);
    }

    private static void requireTrusted(HostView host) {
        AbsolutePath directory = PATH;
        Optional<FileStatus> status = host.status(directory);
        for (int links = 0; isLink(status); links++) {
            requireOwner(directory, status.get());
            if (links == LINKS_FOLLOWED) {
                throw new HostException(
                        PATH + ": too many symbolic links lead to each other", "remove the link that leads to itself");
            }
            directory = target(directory, host);
            status = host.status(directory);
        }
        if (status.isPresent()) {
            requireType(directory, status.get(), FileStatus.Type.DIRECTORY);
            requireTrusted(directory, status.get(), FileMode.SECRET_DIRECTORY);
        }
    }

    private static boolean isLink(Optional<FileStatus> status) {
        return status.filter(found -> found.type() == FileStatus.Type.SYMBOLIC_LINK)
                .isPresent();
    }

    private static AbsolutePath target(AbsolutePath link, HostView host) {
        return host.linkTarget(link)
                .map(target -> AbsolutePath.of(
                        link.toPath().resolveSibling(target).normalize().toString()))
                .orElse(link);
    }

    private static void requireType(AbsolutePath path, FileStatus status, FileStatus.Type expected) {
        if (status.type() != expected) {
            throw new HostException(
                    path + ": is a " + status.type() + ", expected a " + expected + " of Outboard",
                    "see what it is for, and move it to another directory");
        }
    }

    private static void requireOwner(AbsolutePath path, FileStatus status) {
        if (!isRoot(status.owner().user())) {
            throw new HostException(
                    path + ": belongs to " + status.owner() + ", expected root:root",
                    "see what it is; if it is yours, run: chown --no-dereference root:root " + path);
        }
    }

    private static void requireTrusted(AbsolutePath path, FileStatus status, FileMode expected) {
        int bits = status.mode().bits();
        boolean groupWrites =
                (bits & GROUP_MAY_WRITE) != 0 && !isRoot(status.owner().group());
        if (!isRoot(status.owner().user()) || groupWrites || (bits & OTHERS_MAY_WRITE) != 0) {
            throw new HostException(
                    path + ": has " + status.attributes() + ", expected " + expected + " " + FileOwner.ROOT
                            + ". Outboard does as root what the files in " + PATH
                            + " say, and others than root can write this " + status.type(),
                    "see who wrote it, and remove what you do not know; if it is yours, run: chown root:root " + path
                            + "; chmod " + expected + " " + path);
        }
    }

    private static boolean isRoot(String account) {
        return account.equals("root") || account.equals("0");
    }

    /**
     * Makes the directory, for root alone. One that is there loses the rights of others.
     *
     * @param host where
     * @throws HostException if other users than root can write to the one that is there
     */
    public static void make(Host host) {
        requireTrusted(host);
        Optional<FileStatus> status = host.status(PATH);
        if (!isLink(status)
                && status.filter(found -> found.mode().equals(FileMode.SECRET_DIRECTORY))
                        .isEmpty()) {
            host.makeDirectory(PATH, FileMode.SECRET_DIRECTORY, FileOwner.ROOT);
        }
    }

    /**
     * Deletes the directory if nothing is in it. A mount point or a symbolic link stays: it is not Outboard's.
     *
     * @param host where
     */
    public static void removeIfEmpty(Host host) {
        boolean isDirectory = host.status(PATH)
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY)
                .isPresent();
        if (isDirectory && host.list(PATH).isEmpty()) {
            try {
                host.deleteEmptyDirectory(PATH);
            } catch (ProvisioningException inUse) {
                log.info("the empty directory {} stays: {}", PATH, inUse.problem());
            }
        }
    }
}
