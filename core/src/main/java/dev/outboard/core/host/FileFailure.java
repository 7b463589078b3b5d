package dev.outboard.core.host;

import dev.outboard.core.failure.HostException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says what the JDK's file API only hints at: what failed, on which path, and what to do. */
final class FileFailure {
    private FileFailure() {}

    /**
     * The failure for people.
     *
     * @param path where
     * @param what what could not be done, for example {@code can't be written}
     * @param cause what the JDK says
     */
    static HostException of(Path path, String what, IOException cause) {
        String reason = reason(cause);
        return new HostException(path + ": " + what + " (" + reason + ")", remedy(cause, reason), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (cause instanceof NotDirectoryException) {
            return "not a directory";
        }
        String reason = cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
        return reason == null ? cause.getClass().getSimpleName() : reason;
    }

    private static String remedy(IOException cause, String reason) {
        if (cause instanceof AccessDeniedException || reason.contains("Operation not permitted")) {
            return "run as root; if this is root, look for an immutable attribute with lsattr(1)";
        }
        if (reason.contains("Read-only file system")) {
            return "mount the file system read-write, or choose another path";
        }
        if (reason.contains("No space left on device") || reason.contains("quota exceeded")) {
            return "free some space on that file system";
        }
        return "mend what the system says in brackets, then start again";
    }
}
