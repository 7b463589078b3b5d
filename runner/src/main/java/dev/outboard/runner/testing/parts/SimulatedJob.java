package dev.outboard.runner.testing.parts;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job as a {@link SimulatedGitLab} has it at one moment.
 *
 * @param id its number
 * @param image the image of its container; empty for the runner's own choice
 * @param script its commands
 * @param state how far it is
 * @param runner the number of the runner that took it; empty as long as none did
 * @param log what the runner has told of it so far
 * @param failureReason why it failed, in GitLab's word such as {@code script_failure}; empty if it did not
 */
public record SimulatedJob(
        long id,
        String image,
        List<String> script,
        State state,
        OptionalLong runner,
        String log,
        Optional<String> failureReason) {

    /** How far a job is. */
    public enum State {
        /** It waits for a runner. */
        PENDING,
        /** A runner has it. */
        RUNNING,
        /** It came to a good end. */
        SUCCESS,
        /** It came to a bad one. */
        FAILED;

        /**
         * Whether it changes no more.
         *
         * @return true after the runner told how it ended
         */
        public boolean isFinal() {
            return this == SUCCESS || this == FAILED;
        }
    }

    /**
     * Creates a job.
     *
     * @param id its number
     * @param image the image of its container, or empty
     * @param script its commands
     * @param state how far it is
     * @param runner the number of the runner that took it
     * @param log what the runner has told of it
     * @param failureReason why it failed
     */
    public SimulatedJob {
        requireNonNull(image, "image is null");
        script = List.copyOf(script);
        requireNonNull(state, "state is null");
        requireNonNull(runner, "runner is null");
        requireNonNull(log, "log is null");
        requireNonNull(failureReason, "failureReason is null");
    }

    static SimulatedJob pending(long id, String image, List<String> script) {
        return new SimulatedJob(id, image, script, State.PENDING, OptionalLong.empty(), "", Optional.empty());
    }

    SimulatedJob takenBy(long runnerId) {
        return new SimulatedJob(id, image, script, State.RUNNING, OptionalLong.of(runnerId), log, failureReason);
    }

    SimulatedJob ended(State end, Optional<String> reason) {
        return new SimulatedJob(id, image, script, end, runner, log, reason);
    }

    SimulatedJob withLog(String text) {
        return new SimulatedJob(id, image, script, state, runner, text, failureReason);
    }
}
