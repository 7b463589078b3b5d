package dev.outboard.runner.configuration.file;

import dev.outboard.core.value.Secret;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What GitLab gave a runner. GitLab Runner renews a token by itself when three quarters of the time between the two times
 * are over, and never one without a time at which it expires ({@code nextRunnerToReset} in its {@code commands/multi.go}).
 *
 * @param id the runner's number in GitLab, if it is known
 * @param token its token
 * @param obtainedAt when GitLab gave it
 * @param expiresAt when it expires; empty if it does not, or GitLab does not say
 */
public record RunnerCredentials(OptionalLong id, Secret token, Instant obtainedAt, Optional<Instant> expiresAt) {}
