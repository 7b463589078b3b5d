package dev.outboard.core.host;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A lock that one process of the machine has at a time, and one thread of it. Its file says who, and stays: if it were
 * deleted, two processes could have two files of the same name.
 */
final class LockFile {
    private static final ImmutableSet<OpenOption> OPTIONS =
            ImmutableSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, NOFOLLOW_LINKS);

    /**
     * What this process has. The kernel's locks belong to a process as a whole, and it would lose them as soon as any of
     * its threads closes the file (fcntl(2)): so no code in here may open it a second time.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private LockFile() {}

    static <T> T holding(Path path, Supplier<T> action) {
        if (!HELD.add(path)) {
            throw held("this process, " + ProcessHandle.current().pid());
        }
        try {
            FileChannel file = open(path);
            try {
                return action.get();
            } finally {
                close(file, path);
            }
        } finally {
            HELD.remove(path);
        }
    }

    private static FileChannel open(Path path) {
        LocalFiles.requireFileOrNothing(path, path);
        try {
            FileChannel file = FileChannel.open(
                    path, OPTIONS, PosixFilePermissions.asFileAttribute(FileMode.SECRET.permissions()));
            try {
                if (file.tryLock() == null) {
                    throw held(holder(path));
                }
                file.truncate(0);
                file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
                return file;
            } catch (IOException | RuntimeException failure) {
                file.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be locked", failure);
        }
    }

    private static String holder(Path path) {
        return "process "
                + LocalFiles.read(path)
                        .map(FileContent::text)
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .orElse("unknown");
    }

    private static HostException held(String holder) {
        return new HostException(
                "another apply runs on this host (" + holder + ")", "wait until it has ended, then plan again");
    }

    private static void close(FileChannel file, Path path) {
        try {
            file.close();
        } catch (IOException failure) {
            throw FileFailure.of(path, "can't be unlocked", failure);
        }
    }
}
