package dev.outboard.systemd.docker;

import java.time.Duration;

/**
 * How long a daemon may take. Docker's own client waits for ever.
 *
 * @param call for one question or order, from the first byte sent to the last one read
 * @param execution for a command in a container, as a whole
 * @param stall for a transfer of an image to go on without any progress
 */
public record EngineDeadlines(Duration call, Duration execution, Duration stall) {
    /** A minute for a call, five for a command and for a transfer that stands still. */
    public static final EngineDeadlines DEFAULT =
            new EngineDeadlines(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(5));

    /** For a question about the engine itself: a busy one with thousands of containers takes a second or two. */
    public static final Duration QUESTION = Duration.ofSeconds(10);

    /**
     * Creates the limits.
     *
     * @param call for one question or order
     * @param execution for a command in a container
     * @param stall for a transfer to stand still
     */
    public EngineDeadlines {
        if (!isPositive(call) || !isPositive(execution) || !isPositive(stall)) {
            throw new IllegalArgumentException(
                    "deadlines must be longer than nothing: " + call + ", " + execution + ", " + stall);
        }
    }

    /** The same limits with no more than {@link #QUESTION} for a call. */
    EngineDeadlines forQuestions() {
        return new EngineDeadlines(call.compareTo(QUESTION) < 0 ? call : QUESTION, execution, stall);
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }
}
