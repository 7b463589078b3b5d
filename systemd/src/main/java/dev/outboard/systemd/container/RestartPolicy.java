package dev.outboard.systemd.container;

import com.google.common.primitives.Ints;
import dev.outboard.core.failure.InvalidValueException;
import java.util.Optional;

/**
 * When the daemon starts a container again by itself: {@code docker run --restart}.
 *
 * @param condition after what
 * @param maximumRetries how often at most, only with {@link Condition#ON_FAILURE}; zero is without limit
 */
public record RestartPolicy(Condition condition, int maximumRetries) {
    /** Never. */
    public static final RestartPolicy NO = new RestartPolicy(Condition.NO, 0);

    /** Whatever ended it, and when the daemon starts. */
    public static final RestartPolicy ALWAYS = new RestartPolicy(Condition.ALWAYS, 0);

    /** As {@link #ALWAYS}, but a container that was stopped stays so when the daemon starts. */
    public static final RestartPolicy UNLESS_STOPPED = new RestartPolicy(Condition.UNLESS_STOPPED, 0);

    /** After what a container is started again. */
    public enum Condition {
        /** After nothing. */
        NO("no"),
        /** After every end, and when the daemon starts. */
        ALWAYS("always"),
        /** After every end that was not asked for, and when the daemon starts if it ran before. */
        UNLESS_STOPPED("unless-stopped"),
        /** After an exit status other than zero. */
        ON_FAILURE("on-failure");

        private final String word;

        Condition(String word) {
            this.word = word;
        }

        /**
         * The condition as Docker spells it.
         *
         * @return for example {@code unless-stopped}
         */
        public String word() {
            return word;
        }
    }

    /**
     * Creates a policy.
     *
     * @param condition after what
     * @param maximumRetries how often at most
     */
    public RestartPolicy {
        if (maximumRetries < 0 || (maximumRetries > 0 && condition != Condition.ON_FAILURE)) {
            throw invalid(condition.word() + ":" + maximumRetries);
        }
    }

    /**
     * Starts a container again after it failed.
     *
     * @param maximumRetries how often at most; zero is without limit
     * @return the policy
     * @throws InvalidValueException if the number is negative
     */
    public static RestartPolicy onFailure(int maximumRetries) {
        return new RestartPolicy(Condition.ON_FAILURE, maximumRetries);
    }

    /**
     * Reads a policy.
     *
     * @param policy as Docker's {@code --restart} takes it, for example {@code always} or {@code on-failure:3}
     * @return the policy
     * @throws InvalidValueException if Docker would not take it
     */
    public static RestartPolicy of(String policy) {
        int colon = policy.indexOf(':');
        String word = colon < 0 ? policy : policy.substring(0, colon);
        Optional<Integer> retries =
                colon < 0 ? Optional.of(0) : Optional.ofNullable(Ints.tryParse(policy.substring(colon + 1)));
        for (Condition condition : Condition.values()) {
            if (condition.word().equals(word) && retries.isPresent()) {
                return new RestartPolicy(condition, retries.get());
            }
        }
        throw invalid(policy);
    }

    private static InvalidValueException invalid(String policy) {
        return new InvalidValueException(
                "restart policy",
                policy,
                "no, always, unless-stopped, on-failure or on-failure:NUMBER",
                "write e.g. \"always\"");
    }

    /**
     * The policy as Docker's {@code --restart} takes it.
     *
     * @return for example {@code on-failure:3}
     */
    @Override
    public String toString() {
        return maximumRetries == 0 ? condition.word() : condition.word() + ":" + maximumRetries;
    }
}
