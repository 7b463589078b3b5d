package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.ConfigurationFile.Registered;
import dev.outboard.runner.gitlab.GitLab;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.GitLabs;
import dev.outboard.runner.gitlab.IssuedToken;
import dev.outboard.runner.gitlab.VerifiedRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner's place in GitLab. It is made through GitLab's API where the spec says so; its token is kept in {@code
 * config.toml}, and nowhere else.
 *
 * @param gitLabs the way to GitLabs
 * @param runner the runner
 */
record Registration(GitLabs gitLabs, RunnerSpec runner) implements Resource {
    private static final Logger log = LoggerFactory.getLogger(Registration.class);
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);

    @Override
    public ResourceId id() {
        return RegistrationKind.id(runner);
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<Owned> owned = planning.receipt().find(id());
        if (runner.token() instanceof RunnerToken.Given given) {
            requireKnown(given.secret(), planning);
            if (owned.filter(RegistrationKind::isCreated).isPresent() && hasAnotherToken(given.secret(), planning)) {
                return List.of(Change.of(id(), Action.UPDATE, List.of(leave(owned.get(), planning)))
                        .because("its token is given from now on, so the runner that was created for it goes"));
            }
            return owned.filter(owned(planning)::equals).isPresent()
                    ? List.of()
                    : List.of(Change.of(id(), Action.ADOPT, List.of()).because(runner.url() + " has it already"));
        }
        if (runner.token() instanceof RunnerToken.Registered) {
            planning.note(runner.name() + " registers by a registration token, which GitLab has deprecated since 15.6: "
                    + "prefer RunnerToken.created(…)");
        }
        if (owned.filter(this::isOfAnotherGitLab).isPresent()) {
            return List.of(Change.of(
                            id(),
                            Action.UPDATE,
                            List.of(leave(owned.get(), planning), creation().step()))
                    .because("it moves to " + runner.url()));
        }
        Optional<Secret> token = current(planning.host()).flatMap(Registered::token);
        if (token.isEmpty()) {
            if (runner.token() instanceof RunnerToken.Created
                    && creation().unfinished().exists(planning.host())) {
                planning.note(runner.connection().url() + " may have a runner \"" + runner.name()
                        + "\" of an apply that was interrupted: it is found by its mark, and deleted first");
            } else {
                owned.ifPresent(remembered -> new Departure(gitLabs, remembered).noteIfUnknown(planning));
            }
            return List.of(Change.of(id(), Action.CREATE, List.of(creation().step()))
                    .because(runner.url() + " does not have it yet"));
        }
        return Stream.concat(drift(token.get(), owned, planning).stream(), afterCreation(planning.host()).stream())
                .toList();
    }

    /** A program may have died after it had kept the token. */
    private Optional<Change> afterCreation(HostView host) {
        UnfinishedCreation unfinished = creation().unfinished();
        return unfinished.exists(host)
                ? Optional.of(Change.of(id(), Action.UPDATE, List.of(unfinished.deletion()))
                        .because("its token is kept, so the mark of its creation is of no more use"))
                : Optional.empty();
    }

    private Step leave(Owned owned, Planning planning) {
        return new Departure(gitLabs, owned).step(planning.host());
    }

    private boolean hasAnotherToken(Secret given, Planning planning) {
        return current(planning.host())
                .flatMap(Registered::token)
                .filter(token -> !token.reveal().equals(given.reveal()))
                .isPresent();
    }

    private boolean isOfAnotherGitLab(Owned owned) {
        return RegistrationKind.url(owned)
                .filter(url -> !url.equals(runner.url().toString()))
                .isPresent();
    }

    /** What GitLab has, beside what it shall have. A GitLab that is down is no obstacle to a plan. */
    private List<Change> drift(Secret token, Optional<Owned> owned, Planning planning) {
        try {
            Optional<VerifiedRunner> known = verify(token, planning.host());
            if (known.isEmpty()) {
                return List.of(Change.of(id(), Action.CREATE, again(owned, planning.host()))
                        .because(runner.url() + " does not know its token any more"));
            }
            known.flatMap(VerifiedRunner::tokenExpiresAt).ifPresent(time -> planning.note(expiry(time)));
            List<String> differences = differences(known.get());
            if (!differences.isEmpty()) {
                return List.of(Change.of(
                                id(),
                                Action.UPDATE,
                                List.of(update(known.get().id().orElseThrow())))
                        .because("in GitLab, " + String.join(", ", differences)));
            }
        } catch (GitLabException unreachable) {
            planning.note("what GitLab has of " + runner.name() + " is not known: " + unreachable.problem());
        }
        if (owned.isEmpty()) {
            return List.of(Change.of(id(), Action.ADOPT, List.of()).because(runner.url() + " has it already"));
        }
        return owned.filter(this::knowsTheAccessToken).isPresent()
                ? List.of()
                : List.of(Change.of(id(), Action.UPDATE, List.of())
                        .because("a removal is to know where its access token is"));
    }

    private boolean knowsTheAccessToken(Owned owned) {
        return RegistrationKind.accessToken(owned)
                .equals(RegistrationKind.accessToken(RegistrationKind.owned(runner, ImmutableMap.of())));
    }

    private List<String> differences(VerifiedRunner known) {
        if (!(runner.token() instanceof RunnerToken.Created created)
                || known.id().isEmpty()) {
            return List.of();
        }
        return gitLabForQuestions()
                .runner(created.accessToken(), known.id().getAsLong())
                .map(state -> state.differences(runner.name().toString(), created.registration()))
                .orElse(List.of());
    }

    private void requireKnown(Secret token, Planning planning) {
        try {
            Optional<VerifiedRunner> known = verify(token, planning.host());
            if (known.isEmpty()) {
                planning.conflict(new Problem(
                        "runner " + runner.name() + ": token",
                        "a token (" + token.source() + ") that " + runner.url() + " does not know",
                        "the authentication token of a runner that is there",
                        "create the runner in GitLab and give its token, or use RunnerToken.created(…)"));
            }
            known.flatMap(VerifiedRunner::tokenExpiresAt).ifPresent(time -> planning.note(expiry(time)));
        } catch (GitLabException unreachable) {
            planning.note("whether GitLab knows " + runner.name() + " is not known: " + unreachable.problem());
        }
    }

    private String expiry(Instant time) {
        return "the token of " + runner.name() + " expires at " + time + "; rotateToken() gets a new one";
    }

    /** By its token, as the runner does it. */
    Optional<VerifiedRunner> verify(Secret token, HostView host) {
        return gitLabForQuestions().verify(token, systemId(host));
    }

    /** GitLab takes who asks without it for another place where the runner runs. */
    private Optional<String> systemId(HostView host) {
        return host.read(runner.process().configurationDirectory().resolve(".runner_system_id"))
                .map(FileContent::text)
                .map(String::strip)
                .filter(id -> !id.isEmpty());
    }

    /** What {@code config.toml} has of it. */
    Optional<Registered> current(HostView host) {
        return RunnerConfiguration.read(host, path())
                .runner(runner.name().toString())
                .filter(registered -> registered.url().equals(runner.url().toString()));
    }

    /** Nobody waits for a plan as long as for an apply; what is not answered at once is told in a note. */
    private GitLab gitLabForQuestions() {
        return gitLabs.open(runner.connection().toBuilder()
                .attempts(1)
                .deadline(QUESTION_LIMIT)
                .build());
    }

    private GitLab gitLab() {
        return gitLabs.open(runner.connection());
    }

    private RunnerCreation creation() {
        return new RunnerCreation(gitLabs, runner);
    }

    private AbsolutePath path() {
        return runner.process().configurationFile();
    }

    /** Somebody may have given the runner another token, or have put another one into the file: then it is still there. */
    private List<Step> again(Optional<Owned> owned, HostView host) {
        OptionalLong id = current(host).map(Registered::id).orElse(OptionalLong.empty());
        boolean isOurs = owned.filter(RegistrationKind::isCreated).isPresent();
        return runner.token() instanceof RunnerToken.Created way && isOurs && id.isPresent()
                ? List.of(delete(way.accessToken(), id.getAsLong()), creation().step())
                : List.of(creation().step());
    }

    private Step delete(Secret accessToken, long id) {
        return new ApiStep("DELETE " + runner.connection().url() + "/api/v4/runners/" + id, host -> {
            try {
                Departure.isDeleted(gitLab(), accessToken, id, runner.name().toString());
            } catch (GitLabException failure) {
                log.warn(
                        "runner {} stays in GitLab as number {}, delete it there: {}",
                        runner.name(),
                        id,
                        failure.problem());
            }
        });
    }

    private Step update(long id) {
        RunnerToken.Created created = (RunnerToken.Created) runner.token();
        return new ApiStep(
                "PUT " + runner.connection().url() + "/api/v4/runners/" + id,
                host -> gitLab().update(created.accessToken(), id, runner.name().toString(), created.registration()));
    }

    /**
     * Gets a new token, and keeps it.
     *
     * @return when it expires, or empty for never
     */
    Optional<Instant> rotateToken(Host host) {
        String name = runner.name().toString();
        Secret token = current(host)
                .flatMap(Registered::token)
                .orElseThrow(() -> new HostException(
                        "runner " + name + ": " + path() + " has no token for it", "apply the stack first"));
        IssuedToken issued = gitLab().resetToken(token);
        RunnerConfiguration.write(
                host, path(), RunnerConfiguration.read(host, path()).withToken(name, issued.token()));
        return issued.expiresAt();
    }

    @Override
    public Owned owned(Planning planning) {
        return RegistrationKind.owned(
                runner, ImmutableMap.of(RegistrationKind.CREATED, Boolean.toString(isCreated(planning))));
    }

    /** A runner that was found in the file is not Outboard's to delete. */
    private boolean isCreated(Planning planning) {
        if (runner.token() instanceof RunnerToken.Given) {
            return false;
        }
        return planning.receipt().find(id()).filter(RegistrationKind::isCreated).isPresent()
                || current(planning.host())
                        .flatMap(Registered::token)
                        .filter(token -> mayBeKnown(token, planning.host()))
                        .isEmpty();
    }

    private boolean mayBeKnown(Secret token, HostView host) {
        try {
            return verify(token, host).isPresent();
        } catch (GitLabException unreachable) {
            return true;
        }
    }
}
