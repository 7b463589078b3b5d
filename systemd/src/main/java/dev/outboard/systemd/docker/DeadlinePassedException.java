package dev.outboard.systemd.docker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The daemon took too long; the thread that waited for it was interrupted and is free again. */
final class DeadlinePassedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;
    private final boolean stalled;

    DeadlinePassedException(Duration limit, boolean stalled, @Nullable Throwable cause) {
        super(cause);
        this.limit = limit;
        this.stalled = stalled;
    }

    /** What did not happen in time, for people. */
    String description() {
        String seconds = limit.toMillisPart() == 0
                ? limit.toSeconds() + " s"
                : limit.toSeconds() + "." + limit.toMillisPart() / 100 + " s";
        return stalled ? "no progress for " + seconds : "no answer within " + seconds;
    }
}
