package dev.outboard.runner.registration;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.client.VerifiedRunner;
import java.util.List;
import java.util.Optional;

/**
 * A token that the spec gives, beside the one that {@code config.toml} has. GitLab Runner renews a token that expires and
 * writes the new one to its file ({@code resetOneRunnerToken} in its {@code commands/multi.go}), so the spec's may be an
 * older one. GitLab knows which of the two is the runner's.
 *
 * @param registration the runner's place in GitLab
 * @param secret the token that the spec gives
 */
record GivenToken(Registration registration, Secret secret) {

    /** Whether a token is not the one that the spec gives. */
    boolean isAnother(Secret token) {
        return !token.reveal().equals(secret.reveal());
    }

    /** What has to happen to the file; a token that GitLab does not know is a conflict. */
    List<Change> changes(Planning planning) {
        Optional<RegisteredRunner> entry = registration.entry(planning);
        Optional<Secret> other = entry.flatMap(RegisteredRunner::token).filter(this::isAnother);
        try {
            Optional<VerifiedRunner> known = registration.verify(secret, planning.host());
            if (known.isPresent()) {
                return known(known.get(), entry, other, planning);
            }
            if (other.isPresent() && isRenewed(other.get(), planning)) {
                planning.note(
                        "the token of " + name() + " that the spec gives (" + secret.source() + ") is not known to "
                                + url() + ", and the one in " + registration.path()
                                + " is: GitLab Runner renews tokens that expire, so the one in the file stays");
                return List.of();
            }
            planning.conflict(new Problem(
                    "runner " + name() + ": token",
                    "a token (" + secret.source() + ") that " + url() + " does not know",
                    "the authentication token of a runner that is there",
                    "create the runner in GitLab and give its token, or use RunnerToken.created(…)"));
        } catch (GitLabException unreachable) {
            planning.note("whether GitLab knows " + name() + " is not known"
                    + (other.isPresent() ? ", so the token in " + registration.path() + " stays" : "") + ": "
                    + unreachable.problem());
        }
        return List.of();
    }

    private List<Change> known(
            VerifiedRunner known, Optional<RegisteredRunner> entry, Optional<Secret> other, Planning planning) {
        known.tokenExpiresAt().ifPresent(time -> planning.note(registration.expiry(time)));
        if (other.isEmpty()) {
            return registration.times(known, entry, secret, planning.host());
        }
        if (!registration.isOurs(planning) && registration.mayBeKnown(other.get(), planning.host())) {
            planning.conflict(new Problem(
                    registration.path().toString(),
                    "a [[runners]] \"" + name() + "\" in " + entry.orElseThrow().describe() + " with another token",
                    "none, or one with the token that the spec gives (" + secret.source() + ")",
                    "rename the runner or the entry, or adopt " + registration.id()
                            + ": the token of the entry is replaced then"));
            return List.of();
        }
        Step step = registration.write(
                "put the token (" + secret.source() + ") into " + registration.path(),
                secret,
                known.id(),
                known.tokenExpiresAt());
        return List.of(Change.of(registration.id(), Action.UPDATE, List.of(step))
                .because(registration.path() + " has another token than the spec gives"));
    }

    private boolean isRenewed(Secret token, Planning planning) {
        return registration.isOurs(planning)
                && registration.verify(token, planning.host()).isPresent();
    }

    private String name() {
        return registration.runner().name().toString();
    }

    private String url() {
        return registration.runner().url().toString();
    }
}
