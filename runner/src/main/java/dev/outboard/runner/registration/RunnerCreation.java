package dev.outboard.runner.registration;

import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.RunnerToken;
import dev.outboard.runner.configuration.file.RunnerCredentials;
import dev.outboard.runner.configuration.file.RunnerIdentity;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.client.CreatedRunner;
import dev.outboard.runner.gitlab.client.CreationMark;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.process.RunnerConfiguration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * How a runner comes into GitLab: by an access token or a registration token. Its own token goes into {@code config.toml},
 * and nowhere else.
 *
 * @param gitLabs the way to GitLabs
 * @param runner the runner
 */
record RunnerCreation(GitLabs gitLabs, RunnerSpec runner) {

    Step step() {
        return new ApiStep(
                "POST " + runner.connection().url() + "/api/v4/"
                        + (runner.token().isCreated() ? "user/runners" : "runners")
                        + " (description " + runner.name() + "; the token goes to " + path() + ")",
                this::perform);
    }

    /** What an earlier apply left that came to its end between GitLab's answer and the file. */
    CreationMarkFile unfinished() {
        return new CreationMarkFile(path(), description());
    }

    private AbsolutePath path() {
        return runner.process().configurationFile();
    }

    private String description() {
        return runner.name().toString();
    }

    private void perform(Host host) {
        GitLab gitLab = gitLabs.open(runner.connection());
        CreatedRunner created = runner.token().isCreated()
                ? create(runner.token(), gitLab, host)
                : register(runner.token(), gitLab, host);
        try {
            RunnerConfiguration.write(
                    host,
                    path(),
                    RunnerConfiguration.start(runner.process(), host)
                            .with(
                                    RunnerIdentity.of(
                                            description(), runner.url().toString()),
                                    new RunnerCredentials(
                                            OptionalLong.of(created.id()),
                                            created.token(),
                                            Instant.now(),
                                            created.tokenExpiresAt())));
        } catch (ProvisioningException failure) {
            forget(created.token(), gitLab, failure);
            throw failure;
        }
        unfinished().end(host);
    }

    private CreatedRunner create(RunnerToken way, GitLab gitLab, Host host) {
        RunnerRegistration registration = way.registration().orElseThrow();
        unfinished().takeBack(gitLab, way.secret(), host);
        CreationMark mark = unfinished().begin(registration.scope(), host);
        return unlessUndone(() -> gitLab.createRunner(way.secret(), description(), mark.on(registration)), host);
    }

    /** The mark only remembers that GitLab was asked: a registration token may not list runners. */
    private CreatedRunner register(RunnerToken way, GitLab gitLab, Host host) {
        unfinished().begin(Optional.empty(), host);
        return unlessUndone(
                () -> gitLab.register(
                        way.secret(), description(), way.registration().orElseThrow()),
                host);
    }

    private CreatedRunner unlessUndone(Supplier<CreatedRunner> call, Host host) {
        try {
            return call.get();
        } catch (GitLabException failure) {
            if (failure.isUndone()) {
                unfinished().refused(host);
            }
            throw failure;
        }
    }

    /** Its token would not be known, so it could not be used. */
    private static void forget(Secret token, GitLab gitLab, ProvisioningException failure) {
        try {
            gitLab.unregister(token);
        } catch (ProvisioningException second) {
            failure.addSuppressed(second);
        }
    }
}
