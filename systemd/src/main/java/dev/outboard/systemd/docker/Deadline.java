package dev.outboard.systemd.docker;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The time that one request has. Blocking work on a unix socket obeys no timeout of its own (the JDK's channels have
 * none), but it ends when its thread is interrupted: so a timer does that, and only while the thread is inside {@link
 * #within}.
 */
final class Deadline {
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer;
    private final Duration limit;
    private final boolean onStall;
    private volatile long end;

    /** Work that blocks. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private Deadline(ScheduledExecutorService timer, Duration limit, boolean onStall) {
        this.timer = timer;
        this.limit = limit;
        this.onStall = onStall;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /** A limit for the request as a whole. */
    static Deadline ofWhole(ScheduledExecutorService timer, Duration limit) {
        return new Deadline(timer, limit, false);
    }

    /** A limit for each time without progress. */
    static Deadline ofStall(ScheduledExecutorService timer, Duration limit) {
        return new Deadline(timer, limit, true);
    }

    /** Notes that something moved. */
    void progress() {
        if (onStall) {
            end = System.nanoTime() + limit.toNanos();
        }
    }

    /** Does blocking work, and ends it when the time is over. */
    <T> T within(Work<T> work) throws IOException {
        progress();
        if (isOver()) {
            // a thread that never blocks long enough to be interrupted
            throw new DeadlinePassedException(limit, onStall, null);
        }
        Watch watch = new Watch(Thread.currentThread());
        watch.start();
        try {
            return work.run();
        } catch (IOException | RuntimeException failure) {
            if (watch.hasInterrupted()) {
                throw new DeadlinePassedException(limit, onStall, failure);
            }
            throw failure;
        } finally {
            watch.finish();
        }
    }

    /**
     * Closes what was worked on, also when the time is over. Closing reads an answer to its end, which may never come, and
     * what was wanted of it has been read: so it gets no more than a second of the time that is left.
     */
    void closing(Closeable resource) throws IOException {
        end = Math.min(end - System.nanoTime(), CLOSING.toNanos()) + System.nanoTime();
        Watch watch = new Watch(Thread.currentThread());
        watch.start();
        try {
            resource.close();
        } catch (IOException | RuntimeException failure) {
            if (!watch.hasInterrupted()) {
                throw failure;
            }
        } finally {
            watch.finish();
        }
    }

    private boolean isOver() {
        return end - System.nanoTime() <= 0;
    }

    /** Watches over one piece of work. */
    private final class Watch {
        private final Thread worker;
        private @Nullable ScheduledFuture<?> alarm;
        private boolean finished;
        private boolean interrupted;

        Watch(Thread worker) {
            this.worker = worker;
        }

        synchronized void start() {
            alarm = timer.schedule(this::ring, end - System.nanoTime(), NANOSECONDS);
        }

        private synchronized void ring() {
            if (finished) {
                return;
            }
            if (!isOver()) {
                start();
                return;
            }
            interrupted = true;
            worker.interrupt();
        }

        synchronized boolean hasInterrupted() {
            return interrupted;
        }

        synchronized void finish() {
            finished = true;
            if (alarm != null) {
                alarm.cancel(false);
            }
            if (interrupted) {
                // the flag was set here: the caller was not interrupted
                Thread.interrupted();
            }
        }
    }
}
