package dev.outboard.runner.gitlab.client;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.value.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * A runner that GitLab has just made.
 *
 * @param id its number, by which it is read, changed and deleted
 * @param token its token, which GitLab shows only once
 * @param tokenExpiresAt when the token ends; empty if it does not
 */
public record CreatedRunner(long id, Secret token, Optional<Instant> tokenExpiresAt) {

    /**
     * Creates the answer.
     *
     * @param id the runner's number
     * @param token its token
     * @param tokenExpiresAt when the token ends
     */
    public CreatedRunner {
        requireNonNull(token, "token is null");
        requireNonNull(tokenExpiresAt, "tokenExpiresAt is null");
    }
}
