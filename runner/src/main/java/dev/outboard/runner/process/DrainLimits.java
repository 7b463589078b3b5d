package dev.outboard.runner.process;

import dev.outboard.core.receipt.Owned;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.configuration.ProcessSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How long the end of a runner may take. A receipt remembers it, since a removal has no spec.
 *
 * @param jobs for the jobs that run, in whole seconds
 * @param shutdown for giving them up, in whole seconds
 */
record DrainLimits(Duration jobs, Duration shutdown) {
    private static final String JOBS = "drain seconds";
    private static final String SHUTDOWN = "shutdown seconds";

    /** What GitLab Runner takes if its {@code shutdown_timeout} is not set (its documentation, "Advanced configuration"). */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    /** For the end of the process itself, after it gave its jobs up. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** For the daemon's or systemd's own work around the end of a process. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    static DrainLimits of(RunnerProcess process) {
        return new DrainLimits(
                process.drainLimit(),
                process.settings()
                        .get(ProcessSettings.SHUTDOWN_TIMEOUT)
                        .orElse(SHUTDOWN_TIMEOUT)
                        .plus(MARGIN));
    }

    /** What a receipt remembers; those that are older than the limits have none. */
    static DrainLimits readFrom(Owned owned) {
        return new DrainLimits(
                seconds(owned, JOBS).orElse(RunnerProcess.DEFAULT_DRAIN_LIMIT),
                seconds(owned, SHUTDOWN).orElse(SHUTDOWN_TIMEOUT.plus(MARGIN)));
    }

    private static Optional<Duration> seconds(Owned owned, String attribute) {
        return Optional.ofNullable(owned.attributes().get(attribute))
                .map(Long::valueOf)
                .map(Duration::ofSeconds);
    }

    /** The time after which a process that ends at all has ended. */
    Duration total() {
        return jobs.plus(shutdown);
    }

    /** What may be waited for until even a killed process is gone. */
    Duration untilKilled() {
        return total().plus(SLACK);
    }

    String jobsInWords() {
        return words(jobs);
    }

    String shutdownInWords() {
        return words(shutdown);
    }

    private static String words(Duration time) {
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    void remember(Map<String, String> attributes) {
        attributes.put(JOBS, Long.toString(jobs.toSeconds()));
        attributes.put(SHUTDOWN, Long.toString(shutdown.toSeconds()));
    }
}
