package dev.outboard.runner;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.host.Host;
import dev.outboard.runner.configuration.ConfigurationFile.Registered;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.VerifiedRunner;
import java.util.List;
import java.util.Optional;

/**
 * A runner is in its process's configuration, and GitLab knows it.
 *
 * @param registration the runner's place in GitLab
 */
record RunnerCheck(Registration registration) implements Check {
    @Override
    public String name() {
        return registration.runner() + " is registered";
    }

    @Override
    public List<Finding> run(Host host) {
        Optional<Registered> registered = registration.current(host);
        if (registered.isEmpty()) {
            return List.of(new Finding(
                    name(), false, registration.runner().process().configurationFile() + " does not have it"));
        }
        Evidence evidence = registered
                .flatMap(Registered::token)
                .map(token -> {
                    try {
                        return registration
                                .verify(token, host)
                                .map(RunnerCheck::known)
                                .orElse(new Evidence(false, "GitLab does not know its token"));
                    } catch (GitLabException unreachable) {
                        return new Evidence(false, unreachable.problem());
                    }
                })
                .orElse(new Evidence(false, "it has no token"));
        return List.of(new Finding(name(), evidence.proves(), evidence.text()));
    }

    private static Evidence known(VerifiedRunner known) {
        String id = known.id().isPresent() ? " as number " + known.id().getAsLong() : "";
        return new Evidence(
                true,
                "GitLab knows it" + id
                        + known.tokenExpiresAt()
                                .map(time -> "; its token expires at " + time)
                                .orElse(""));
    }
}
