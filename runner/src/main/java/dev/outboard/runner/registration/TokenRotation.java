package dev.outboard.runner.registration;

import dev.outboard.core.change.Step;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.IssuedToken;
import dev.outboard.runner.process.RunnerConfiguration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a runner gets a new token. As soon as GitLab has reset it, the old one is worth nothing, so both files that the new
 * one goes to are written once before, with what they have: a disk that is full or read-only says so in time. What is left of
 * a rotation that did not come to its end is brought to it by the next rotation, or the next apply.
 *
 * @param registration the runner's place in GitLab
 */
public record TokenRotation(Registration registration) {
    private static final CleanLog log = CleanLog.of(TokenRotation.class);

    KeptToken kept() {
        return new KeptToken(path(), name());
    }

    private AbsolutePath path() {
        return registration.runner().process().configurationFile();
    }

    private String name() {
        return registration.runner().name().toString();
    }

    /** The token of a rotation that did not come to its end, if GitLab knows it. */
    Optional<IssuedToken> left(HostView host) {
        return kept().read(host)
                .filter(issued -> registration.verify(issued.token(), host).isPresent());
    }

    /** Brings the token that is kept to where it belongs. */
    Step end() {
        return new ApiStep(
                "put the token from " + kept().file() + " into " + path(),
                host -> kept().read(host).ifPresent(issued -> finish(issued, host)));
    }

    private void finish(IssuedToken issued, Host host) {
        writeToken(issued, host);
        kept().end(host);
    }

    private void writeToken(IssuedToken issued, Host host) {
        OptionalLong id = registration.current(host).map(RegisteredRunner::id).orElse(OptionalLong.empty());
        registration
                .write("put the new token into " + path(), issued.token(), id, issued.expiresAt())
                .perform(host);
    }

    /**
     * Gets a new token, and keeps it; or the one that an earlier rotation got.
     *
     * @return when it expires, or empty for never
     */
    public Optional<Instant> perform(Host host) {
        Secret token = registration
                .current(host)
                .flatMap(RegisteredRunner::token)
                .orElseThrow(() -> new HostException(
                        "runner " + name() + ": " + path() + " has no token for it", "apply the stack first"));
        Optional<IssuedToken> left = left(host);
        if (left.isPresent()) {
            finish(left.get(), host);
            return left.get().expiresAt();
        }
        RunnerConfiguration.write(host, path(), RunnerConfiguration.read(host, path()));
        kept().begin(host);
        return keep(reset(token, host), host);
    }

    private IssuedToken reset(Secret token, Host host) {
        GitLab gitLab = registration.gitLab();
        try {
            return gitLab.resetToken(token);
        } catch (GitLabException failure) {
            if (failure.isUndone()) {
                kept().end(host);
            }
            throw failure;
        }
    }

    private Optional<Instant> keep(IssuedToken issued, Host host) {
        boolean isKept = isKept(issued, host);
        try {
            writeToken(issued, host);
        } catch (ProvisioningException failure) {
            throw outOfService(isKept, failure);
        }
        try {
            kept().end(host);
        } catch (ProvisioningException failure) {
            log.warn("{} is of no more use, and stays: {}", kept().file(), failure.problem());
        }
        return issued.expiresAt();
    }

    /** One of the two files is enough. */
    private boolean isKept(IssuedToken issued, Host host) {
        try {
            kept().keep(issued, host);
            return true;
        } catch (ProvisioningException failure) {
            log.warn("the new token of runner {} could not be kept: {}", name(), failure.problem());
            return false;
        }
    }

    private HostException outOfService(boolean isKept, ProvisioningException failure) {
        return new HostException(
                "runner " + name() + " is out of service: GitLab has reset its token, and the new one did not come to "
                        + path() + ": " + failure.problem() + "; "
                        + (isKept ? "it is kept in " + kept().file() : "it is lost"),
                failure.remedy() + "; then plan and apply the stack"
                        + (isKept
                                ? ", or rotate the token again: the runner gets the kept token"
                                : ": the runner is made again"),
                failure);
    }
}
