package dev.outboard.systemd.container;

import com.google.common.primitives.Ints;
import dev.outboard.core.failure.InvalidValueException;
import java.util.List;
import java.util.Optional;

/**
 * When the daemon starts a container again by itself: {@code docker run --restart}.
 *
 * @param condition after what, as Docker spells it: {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure}
 * @param maximumRetries how often at most, only with {@code on-failure}; zero is without limit
 */
public record RestartPolicy(String condition, int maximumRetries) {
    private static final String ON_FAILURE = "on-failure";
    private static final List<String> CONDITIONS = List.of("no", "always", "unless-stopped", ON_FAILURE);

    /** Never. */
    public static final RestartPolicy NO = new RestartPolicy("no", 0);

    /** Whatever ended it, and when the daemon starts. */
    public static final RestartPolicy ALWAYS = new RestartPolicy("always", 0);

    /** As {@link #ALWAYS}, but a container that was stopped stays so when the daemon starts. */
    public static final RestartPolicy UNLESS_STOPPED = new RestartPolicy("unless-stopped", 0);

    /**
     * Creates a policy.
     *
     * @param condition after what
     * @param maximumRetries how often at most
     * @throws InvalidValueException if Docker would not take it
     */
    public RestartPolicy {
        if (!CONDITIONS.contains(condition)
                || maximumRetries < 0
                || (maximumRetries > 0 && !condition.equals(ON_FAILURE))) {
            throw invalid(maximumRetries == 0 ? condition : condition + ":" + maximumRetries);
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
        return new RestartPolicy(ON_FAILURE, maximumRetries);
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
        Optional<Integer> retries =
                colon < 0 ? Optional.of(0) : Optional.ofNullable(Ints.tryParse(policy.substring(colon + 1)));
        return new RestartPolicy(
                colon < 0 ? policy : policy.substring(0, colon), retries.orElseThrow(() -> invalid(policy)));
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
        return maximumRetries == 0 ? condition : condition + ":" + maximumRetries;
    }
}
