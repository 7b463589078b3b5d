package dev.outboard.runner.gitlab.client;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.value.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A token that GitLab has given to a runner in place of another.
 *
 * @param token the new token, which GitLab shows only once
 * @param expiresAt when it ends; empty if it does not
 */
public record IssuedToken(Secret token, Optional<Instant> expiresAt) {

    /**
     * Creates the answer.
     *
     * @param token the new token
     * @param expiresAt when it ends
     */
    public IssuedToken {
        requireNonNull(token, "token is null");
        requireNonNull(expiresAt, "expiresAt is null");
    }
}
