package dev.outboard.runner.process;

import dev.outboard.core.log.CleanLog;
import java.util.function.Consumer;

/**
 * The end of a process of GitLab Runner: it takes no more jobs, and ends after the last one (its documentation,
 * "Signals", SIGQUIT). Jobs that take longer than the limit are given up by SIGTERM, of which the runner tells GitLab.
 *
 * @param limits how long it may take
 * @param jobs what it may wait for
 */
record Drain(DrainLimits limits, RunningJobs jobs) {
    private static final CleanLog log = CleanLog.of(Drain.class);

    /** Tells of the wait before it begins. */
    void await(Consumer<? super String> progress) {
        progress.accept("waits up to " + limits.jobsInWords() + " for " + jobs.describe());
    }

    /** Tells of the jobs that are given up, before they are. */
    void giveUp(String runner, Consumer<? super String> progress) {
        String givenUp = "runner " + runner + " did not end within " + limits.jobsInWords() + ", so it is given up: "
                + jobs.describe();
        progress.accept(givenUp);
        log.warn("{}", givenUp);
    }
}
