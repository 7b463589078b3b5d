package dev.outboard.core.apply;

import org.jspecify.annotations.Nullable;

/**
 * Ends an apply from another thread: the command, the call to Docker or to GitLab that it waits for is ended, with the
 * processes it started, and nothing more is begun. What was done stays, as with {@link OnFailure#STOP}. An interrupt of the
 * applying thread does the same. Thread-safe; for one apply.
 */
public final class Cancellation {
    private @Nullable Thread applying;
    private boolean isCancelled;

    /** Creates a handle of an apply that is not cancelled. */
    public Cancellation() {}

    /** Ends the apply, or lets it end when it begins. Does not wait until it has ended. */
    public synchronized void cancel() {
        isCancelled = true;
        if (applying != null) {
            applying.interrupt();
        }
    }

    synchronized void begin() {
        applying = Thread.currentThread();
        if (isCancelled) {
            applying.interrupt();
        }
    }

    /** The thread is its owner's again, without an interrupt of ours. */
    synchronized void end() {
        applying = null;
        if (isCancelled) {
            Thread.interrupted();
        }
    }
}
