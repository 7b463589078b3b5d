package dev.outboard.runner.process;

import java.time.Duration;

/**
 * How often a process was started again by itself, since it had ended by itself.
 *
 * @param count how often since it was started
 * @param uptime how long its last run has lasted
 */
record Restarts(int count, Duration uptime) {
    /** A run that was longer than this Docker takes for a good one, and counts on from nothing ({@code restartmanager}). */
    private static final Duration GOOD_RUN = Duration.ofSeconds(10);

    /** One that failed a while ago, and runs since, does not; nor does one from before the clock was set back. */
    boolean goOn() {
        return count > 0 && !uptime.isNegative() && uptime.compareTo(GOOD_RUN) < 0;
    }

    /** What verification says of a process that runs. */
    String text() {
        if (goOn()) {
            return "it ends again and again: " + counted() + ", the last time " + uptime.toSeconds() + " s ago";
        }
        return count == 0 ? "it runs" : "it runs; " + counted();
    }

    private String counted() {
        return "it was started again " + times(count);
    }

    static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }
}
