package dev.outboard.core.host;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps files from being open for writing while a process starts. Until it runs its program, a new process has all open
 * files of this one; a program that was just written is "Text file busy" for all others as long: execve(2).
 */
final class ProcessStarts {
    /** Processes may start beside each other, so they are the readers. Fair, so that neither side waits forever. */
    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock(true);

    private ProcessStarts() {}

    /** Something that the file API does. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Starts a process; it runs its program when this returns. */
    static <T> T start(Work<T> work) throws IOException {
        return holding(LOCK.readLock(), work);
    }

    /** Opens a file for writing, and closes it. */
    static <T> T write(Work<T> work) throws IOException {
        return holding(LOCK.writeLock(), work);
    }

    private static <T> T holding(Lock lock, Work<T> work) throws IOException {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }
}
