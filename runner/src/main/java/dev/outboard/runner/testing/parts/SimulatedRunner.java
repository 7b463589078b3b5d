package dev.outboard.runner.testing.parts;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A runner as a {@link SimulatedGitLab} has it at one moment.
 *
 * @param id its number
 * @param description how it is called
 * @param registration what GitLab keeps of it; without scope if a registration token made it
 * @param token its present token
 * @param tokenExpiresAt when the token ends; empty if it does not
 * @param systemIds the ids of the systems that showed its token, in the order they came; {@code <legacy>} stands for one
 *     that told none
 * @param jobRequests how often it asked for a job
 */
public record SimulatedRunner(
        long id,
        String description,
        RunnerRegistration registration,
        Secret token,
        Optional<Instant> tokenExpiresAt,
        Set<String> systemIds,
        int jobRequests) {

    /**
     * Creates a runner.
     *
     * @param id its number
     * @param description how it is called
     * @param registration what GitLab keeps of it
     * @param token its present token
     * @param tokenExpiresAt when the token ends
     * @param systemIds the ids of its systems; iteration order is kept
     * @param jobRequests how often it asked for a job
     */
    public SimulatedRunner {
        requireNonNull(description, "description is null");
        requireNonNull(registration, "registration is null");
        requireNonNull(token, "token is null");
        requireNonNull(tokenExpiresAt, "tokenExpiresAt is null");
        systemIds = Collections.unmodifiableSet(new LinkedHashSet<>(systemIds));
    }

    SimulatedRunner withProperties(String newDescription, RunnerRegistration newRegistration) {
        return new SimulatedRunner(id, newDescription, newRegistration, token, tokenExpiresAt, systemIds, jobRequests);
    }

    SimulatedRunner withToken(Secret newToken, Optional<Instant> newExpiry) {
        return new SimulatedRunner(id, description, registration, newToken, newExpiry, systemIds, jobRequests);
    }

    SimulatedRunner withSystem(String systemId) {
        Set<String> more = new LinkedHashSet<>(systemIds);
        more.add(systemId);
        return new SimulatedRunner(id, description, registration, token, tokenExpiresAt, more, jobRequests);
    }

    SimulatedRunner withoutSystem(String systemId) {
        Set<String> fewer = new LinkedHashSet<>(systemIds);
        fewer.remove(systemId);
        return new SimulatedRunner(id, description, registration, token, tokenExpiresAt, fewer, jobRequests);
    }

    SimulatedRunner withJobRequest() {
        return new SimulatedRunner(id, description, registration, token, tokenExpiresAt, systemIds, jobRequests + 1);
    }
}
