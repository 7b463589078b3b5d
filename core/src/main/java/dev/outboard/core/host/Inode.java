package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is at a path, and whom it can be trusted to: inode(7).
 *
 * @param bits type and mode, {@code st_mode}
 * @param user the number of its owner
 */
record Inode(int bits, int user) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMBOLIC_LINK = 0120000;
    private static final int PERMISSIONS = 07777;
    private static final int STICKY = 01000;
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int ROOT = 0;

    /** Looks at a path; at a symbolic link itself, not at what it leads to. */
    static Inode of(Path path) throws IOException {
        return of(Files.readAttributes(path, "unix:mode,uid", NOFOLLOW_LINKS));
    }

    /** From the JDK's attributes {@code unix:mode,uid}. */
    static Inode of(Map<String, Object> attributes) {
        return new Inode(number(attributes, "mode"), number(attributes, "uid"));
    }

    private static int number(Map<String, Object> attributes, String name) {
        return Integer.parseInt(String.valueOf(attributes.get(name)));
    }

    FileStatus.Type type() {
        return switch (bits & TYPE) {
            case REGULAR -> FileStatus.Type.REGULAR;
            case DIRECTORY -> FileStatus.Type.DIRECTORY;
            case SYMBOLIC_LINK -> FileStatus.Type.SYMBOLIC_LINK;
            default -> FileStatus.Type.OTHER;
        };
    }

    FileMode mode() {
        return FileMode.ofBits(bits & PERMISSIONS);
    }

    /** Whether it is a directory in which only root and this process's user can make, rename or delete. */
    boolean isClosed() {
        return isTrusted(user) && (bits & OTHERS_MAY_WRITE) == 0;
    }

    /** Whether no other user can rename or delete this entry of the directory: a sticky one leaves owners what is theirs. */
    boolean keeps(Inode entry) {
        return isClosed() || (isTrusted(user) && (bits & STICKY) != 0 && isTrusted(entry.user));
    }

    /** Whether it is a directory that only this process's user and root can enter or change. */
    boolean isPrivate() {
        return type() == FileStatus.Type.DIRECTORY
                && user == ThisProcess.USER
                && mode().equals(FileMode.SECRET_DIRECTORY);
    }

    private static boolean isTrusted(int user) {
        return user == ROOT || user == ThisProcess.USER;
    }

    /** The user that this process works as; asked when first needed. */
    private static final class ThisProcess {
        private static final int NOBODY = -1;
        static final int USER = user();

        private static int user() {
            try {
                // its effective user owns it: proc_pid(5)
                return number(Files.readAttributes(Path.of("/proc/self"), "unix:uid"), "uid");
            } catch (IOException unknown) {
                return NOBODY;
            }
        }
    }
}
