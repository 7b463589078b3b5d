package dev.outboard.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileFailureTest {
    private static final Path PATH = Path.of("/etc/docker2.json");

    private static String message(IOException cause) {
        return FileFailure.of(PATH, "can't be written", cause).getMessage();
    }

    @Test
    void deniedPermissionAsksForRoot() {
        assertThat(message(new AccessDeniedException(PATH.toString())))
                .startsWith("/etc/docker2.json: can't be written (permission denied). Fix: run as root");
    }

    @Test
    void readOnlyFileSystemIsToBeMountedReadWrite() {
        assertThat(message(new FileSystemException(PATH.toString(), null, "Read-only file system")))
                .contains("(Read-only file system). Fix: mount the file system read-write");
    }

    @Test
    void fullDiskNeedsSpace() {
        assertThat(message(new IOException("No space left on device"))).contains("Fix: free some space");
        assertThat(message(new IOException("Disk quota exceeded"))).contains("Fix: free some space");
    }

    @Test
    void failureWithoutReasonIsNamedByItsKind() {
        assertThat(message(new IOException())).contains("(IOException)");
    }
}
