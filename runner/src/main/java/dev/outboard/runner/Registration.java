package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.CleanLog;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.ConfigurationFile.Registered;
import dev.outboard.runner.gitlab.GitLab;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.GitLabs;
import dev.outboard.runner.gitlab.RunnerState;
import dev.outboard.runner.gitlab.VerifiedRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A runner's place in GitLab. It is made through GitLab's API where the spec says so; its token is kept in {@code
 * config.toml}, and nowhere else.
 *
 * @param gitLabs the way to GitLabs
 * @param runner the runner
 */
record Registration(GitLabs gitLabs, RunnerSpec runner) implements Resource {
    private static final CleanLog log = CleanLog.of(Registration.class);
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
                    && creation().unfinished().mayHaveMadeOne(planning.host())) {
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

    TokenRotation rotation() {
        return new TokenRotation(this);
    }

    /** What follows where GitLab does not know the token. */
    private List<Change> withoutToken(Optional<Owned> owned, Planning planning) {
        if (rotation().left(planning.host()).isPresent()) {
            return List.of(Change.of(id(), Action.UPDATE, List.of(rotation().end()))
                    .because("GitLab has reset its token, and the new one did not come to " + path()));
        }
        String unknown = runner.url() + " does not know its token any more";
        OptionalLong number = current(planning.host()).map(Registered::id).orElse(OptionalLong.empty());
        return runner.token() instanceof RunnerToken.Created way && number.isPresent()
                ? withoutToken(way.accessToken(), number.getAsLong(), unknown, owned, planning)
                : again(List.of(), unknown, planning);
    }

    /**
     * Asks GitLab for the runner in another way too, since what stands between may refuse in GitLab's place: a runner that
     * was in contact lately is well. Where the access token may create runners and not read them, a new one does no harm.
     */
    private List<Change> withoutToken(
            Secret accessToken, long number, String unknown, Optional<Owned> owned, Planning planning) {
        Optional<RunnerState> state;
        try {
            state = gitLabForQuestions().runner(accessToken, number);
        } catch (GitLabException failure) {
            if (!failure.isRefusal()) {
                throw failure;
            }
            String answer = "refuses to tell of runner " + number + " ("
                    + failure.status().orElseThrow() + ")";
            return again(List.of(), unknown + ", and " + answer, planning);
        }
        if (state.isEmpty()) {
            return again(List.of(), unknown + ", and has no runner " + number, planning);
        }
        if (state.get().isOnline() && !rotation().kept().exists(planning.host())) {
            planning.note(
                    unknown + ", but has runner " + number + ", which was in contact within two hours, so it stays:"
                            + " if its token was reset, plan again in two hours, or delete the runner in GitLab; if not, see what"
                            + " answers in GitLab's place");
            return List.of();
        }
        boolean isOurs = owned.filter(RegistrationKind::isCreated).isPresent();
        return again(
                isOurs ? List.of(delete(accessToken, number)) : List.of(),
                unknown + ", and has runner " + number + ", which is "
                        + state.get().status(),
                planning);
    }

    private List<Change> again(List<Step> before, String reason, Planning planning) {
        List<Step> steps = new ArrayList<>(before);
        steps.add(creation().step());
        KeptToken kept = rotation().kept();
        if (kept.exists(planning.host())) {
            steps.add(kept.deletion());
        }
        return List.of(Change.of(id(), Action.CREATE, steps).because(reason));
    }

    /** A program may have died after it had kept the token. */
    private Optional<Change> afterCreation(HostView host) {
        UnfinishedCreation unfinished = creation().unfinished();
        return unfinished.exists(host)
                ? Optional.of(Change.of(id(), Action.UPDATE, List.of(unfinished.deletion()))
                        .because("its token is kept, so the mark of its creation is of no more use"))
                : Optional.empty();
    }

    /** A program may have died after GitLab had refused the reset, or after the new token had come to its file. */
    private Optional<Change> afterRotation(HostView host) {
        KeptToken kept = rotation().kept();
        return kept.exists(host)
                ? Optional.of(Change.of(id(), Action.UPDATE, List.of(kept.deletion()))
                        .because("GitLab knows its token, so " + kept.file() + " is of no more use"))
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
                return withoutToken(owned, planning);
            }
            known.flatMap(VerifiedRunner::tokenExpiresAt).ifPresent(time -> planning.note(expiry(time)));
            List<String> differences = differences(known.get());
            List<Change> found =
                    new ArrayList<>(afterRotation(planning.host()).stream().toList());
            if (!differences.isEmpty()) {
                found.add(Change.of(
                                id(),
                                Action.UPDATE,
                                List.of(update(known.get().id().orElseThrow())))
                        .because("in GitLab, " + String.join(", ", differences)));
            }
            if (!found.isEmpty()) {
                return found;
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

    GitLab gitLab() {
        return gitLabs.open(runner.connection());
    }

    private RunnerCreation creation() {
        return new RunnerCreation(gitLabs, runner);
    }

    private AbsolutePath path() {
        return runner.process().configurationFile();
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
