package dev.outboard.runner.gitlab.client;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A runner whose token GitLab knows.
 *
 * @param id its number; always there for a token that starts with {@code glrt-}, and empty where an old GitLab only says
 *     that it knows the token
 * @param tokenExpiresAt when the token ends; empty if it does not, or GitLab does not say it
 */
public record VerifiedRunner(OptionalLong id, Optional<Instant> tokenExpiresAt) {

    /**
     * Creates the answer.
     *
     * @param id the runner's number
     * @param tokenExpiresAt when the token ends
     */
    public VerifiedRunner {
        requireNonNull(id, "id is null");
        requireNonNull(tokenExpiresAt, "tokenExpiresAt is null");
    }
}
