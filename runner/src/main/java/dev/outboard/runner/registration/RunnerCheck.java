package dev.outboard.runner.registration;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.Secret;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.RunnerToken;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.client.VerifiedRunner;
import dev.outboard.systemd.proof.Evidence;
import java.util.List;
import java.util.Optional;

/**
 * A runner is in its process's configuration, and GitLab knows it.
 *
 * @param registration the runner's place in GitLab
 */
public record RunnerCheck(Registration registration) implements Check {
    @Override
    public String name() {
        return registration.runner() + " is registered";
    }

    @Override
    public List<Finding> run(Host host) {
        Optional<RegisteredRunner> registered = registration.current(host);
        if (registered.isEmpty()) {
            return List.of(new Finding(
                    name(), false, registration.runner().process().configurationFile() + " does not have it"));
        }
        Evidence evidence = registered
                .flatMap(RegisteredRunner::token)
                .map(token -> {
                    try {
                        return registration
                                .verify(token, host)
                                .map(known -> known(known, token))
                                .orElse(new Evidence(false, "GitLab does not know its token"));
                    } catch (GitLabException unreachable) {
                        return new Evidence(false, unreachable.problem());
                    }
                })
                .orElse(new Evidence(false, "it has no token"));
        return List.of(new Finding(name(), evidence.proves(), evidence.text()));
    }

    private Evidence known(VerifiedRunner known, Secret token) {
        String id = known.id().isPresent() ? " as number " + known.id().getAsLong() : "";
        return new Evidence(
                true,
                "GitLab knows it" + id
                        + known.tokenExpiresAt()
                                .map(time -> "; its token expires at " + time)
                                .orElse("")
                        + renewal(token));
    }

    /** GitLab Runner renews a token that expires, and the spec does not learn of it. */
    private String renewal(Secret token) {
        RunnerToken given = registration.runner().token();
        return given.isGiven()
                        && given.secret().isReadable()
                        && new GivenToken(registration, given.secret()).isAnother(token)
                ? "; its token is not the one that the spec gives ("
                        + given.secret().source() + ")"
                : "";
    }
}
