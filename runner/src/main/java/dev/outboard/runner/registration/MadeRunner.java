package dev.outboard.runner.registration;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.host.HostView;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.RunnerToken;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.client.RunnerState;
import dev.outboard.runner.gitlab.client.VerifiedRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A runner that Outboard itself brings into GitLab, by an access token or a registration token: what has to happen so that
 * GitLab has it as the spec wants it, and {@code config.toml} has its token. {@link GivenToken} is for the other runners.
 *
 * @param registration the runner's place in GitLab
 */
record MadeRunner(Registration registration) {
    private static final CleanLog log = CleanLog.of(MadeRunner.class);

    List<Change> changes(Optional<Owned> owned, Planning planning) {
        if (runner().token().isRegistered()) {
            planning.note(
                    runner().name() + " registers by a registration token, which GitLab has deprecated since 15.6: "
                            + "prefer RunnerToken.created(…)");
        }
        if (owned.filter(registration::isOfAnotherGitLab).isPresent()) {
            Owned former = owned.get();
            Step departure = registration.isElsewhere(former) || RememberedRunner.isOfCommand(former)
                    ? registration.leave(former, planning)
                    : new RunnerDeletion(registration.gitLabs(), former).departureFor(runner().url(), planning.host());
            return List.of(Change.of(
                            registration.id(),
                            Action.UPDATE,
                            List.of(departure, registration.creation().step()))
                    .because("it moves to " + runner().url()));
        }
        Optional<RegisteredRunner> entry = registration.entry(planning);
        Optional<Secret> token = entry.flatMap(RegisteredRunner::token);
        if (token.isEmpty()) {
            if (owned.filter(registration::isElsewhere).isPresent()) {
                return List.of(Change.of(
                                registration.id(),
                                Action.UPDATE,
                                List.of(
                                        registration.leave(owned.get(), planning),
                                        registration.creation().step()))
                        .because("it moves to " + registration.path() + ", and no file has its token"));
            }
            if (runner().token().isCreated()
                    && registration.creation().unfinished().mayHaveMadeOne(planning.host())) {
                planning.note(runner().connection().url() + " may have a runner \"" + runner().name()
                        + "\" of an apply that was interrupted: it is found by its mark, and deleted first");
            } else {
                owned.ifPresent(
                        remembered -> new RunnerDeletion(registration.gitLabs(), remembered).noteIfUnknown(planning));
            }
            return List.of(Change.of(
                            registration.id(),
                            Action.CREATE,
                            List.of(registration.creation().step()))
                    .because(runner().url() + " does not have it yet"));
        }
        if (owned.filter(registration::isElsewhere).isPresent()) {
            return List.of(registration.move(owned.get(), planning));
        }
        return Stream.concat(
                        drift(token.get(), entry, owned, planning).stream(), afterCreation(planning.host()).stream())
                .toList();
    }

    /** What GitLab has, beside what the spec wants. A GitLab that is down does not prevent a plan. */
    private List<Change> drift(
            Secret token, Optional<RegisteredRunner> entry, Optional<Owned> owned, Planning planning) {
        try {
            Optional<VerifiedRunner> known = registration.verify(token, planning.host());
            if (known.isEmpty()) {
                return withoutToken(owned, planning);
            }
            known.flatMap(VerifiedRunner::tokenExpiresAt).ifPresent(time -> planning.note(registration.expiry(time)));
            List<String> differences = differences(known.get());
            List<Change> found =
                    new ArrayList<>(afterRotation(planning.host()).stream().toList());
            found.addAll(registration.times(known.get(), entry, token, planning.host()));
            if (!differences.isEmpty()) {
                found.add(Change.of(
                                registration.id(),
                                Action.UPDATE,
                                List.of(update(known.get().id().orElseThrow())))
                        .because("in GitLab, " + String.join(", ", differences)));
            }
            if (!found.isEmpty()) {
                return found;
            }
        } catch (GitLabException unreachable) {
            planning.note("what GitLab has of " + runner().name() + " is not known: " + unreachable.problem());
        }
        if (owned.isEmpty()) {
            return List.of(
                    Change.of(registration.id(), Action.ADOPT, List.of()).because(runner().url() + " has it already"));
        }
        return owned.filter(this::knowsTheAccessToken).isPresent()
                ? List.of()
                : List.of(Change.of(registration.id(), Action.UPDATE, List.of())
                        .because("recorded, so that a removal can find its access token"));
    }

    /** What follows where GitLab does not know the token. */
    private List<Change> withoutToken(Optional<Owned> owned, Planning planning) {
        if (registration.rotation().left(planning.host()).isPresent()) {
            return List.of(Change.of(
                            registration.id(),
                            Action.UPDATE,
                            List.of(registration.rotation().end()))
                    .because("GitLab has reset its token, and the new one did not come to " + registration.path()));
        }
        String unknown = runner().url() + " does not know its token any more";
        OptionalLong number =
                registration.entry(planning).map(RegisteredRunner::id).orElse(OptionalLong.empty());
        return runner().token().isCreated()
                        && number.isPresent()
                        && runner().token().secret().isReadable()
                ? withoutToken(runner().token().secret(), number.getAsLong(), unknown, owned, planning)
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
            state = registration.gitLabForQuestions().runner(accessToken, number);
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
        if (state.get().isOnline() && !registration.rotation().kept().exists(planning.host())) {
            planning.note(
                    unknown + ", but has runner " + number + ", which was in contact within two hours, so it stays:"
                            + " if its token was reset, plan again in two hours, or delete the runner in GitLab; if not, see what"
                            + " answers in GitLab's place");
            return List.of();
        }
        boolean isOurs = owned.filter(RememberedRunner::isCreated).isPresent();
        return again(
                isOurs ? List.of(delete(accessToken, number)) : List.of(),
                unknown + ", and has runner " + number + ", which is "
                        + state.get().status(),
                planning);
    }

    private List<Change> again(List<Step> before, String reason, Planning planning) {
        List<Step> steps = new ArrayList<>(before);
        steps.add(registration.creation().step());
        KeptToken kept = registration.rotation().kept();
        if (kept.exists(planning.host())) {
            steps.add(kept.deletion());
        }
        return List.of(Change.of(registration.id(), Action.CREATE, steps).because(reason));
    }

    /** A program may have died after it had kept the token. */
    private Optional<Change> afterCreation(HostView host) {
        CreationMarkFile unfinished = registration.creation().unfinished();
        return unfinished.exists(host)
                ? Optional.of(Change.of(registration.id(), Action.UPDATE, List.of(unfinished.deletion()))
                        .because("its token is kept, so the mark of its creation is of no more use"))
                : Optional.empty();
    }

    /** A program may have died after GitLab had refused the reset, or after the new token had come to its file. */
    private Optional<Change> afterRotation(HostView host) {
        KeptToken kept = registration.rotation().kept();
        return kept.exists(host)
                ? Optional.of(Change.of(registration.id(), Action.UPDATE, List.of(kept.deletion()))
                        .because("GitLab knows its token, so " + kept.file() + " is of no more use"))
                : Optional.empty();
    }

    private List<String> differences(VerifiedRunner known) {
        RunnerToken created = runner().token();
        if (!created.isCreated() || known.id().isEmpty() || !created.secret().isReadable()) {
            return List.of();
        }
        return registration
                .gitLabForQuestions()
                .runner(created.secret(), known.id().getAsLong())
                .map(state -> state.differences(
                        runner().name().toString(), created.registration().orElseThrow()))
                .orElse(List.of());
    }

    private boolean knowsTheAccessToken(Owned owned) {
        return RememberedRunner.accessToken(owned)
                .equals(RememberedRunner.accessToken(RememberedRunner.owned(runner(), ImmutableMap.of())));
    }

    private Step delete(Secret accessToken, long id) {
        return new ApiStep("DELETE " + runner().connection().url() + "/api/v4/runners/" + id, host -> {
            try {
                RunnerDeletion.isDeleted(
                        registration.gitLab(), accessToken, id, runner().name().toString());
            } catch (GitLabException failure) {
                log.warn(
                        "runner {} stays in GitLab as number {}, delete it there: {}",
                        runner().name(),
                        id,
                        failure.problem());
            }
        });
    }

    private Step update(long id) {
        RunnerToken created = runner().token();
        return new ApiStep(
                "PUT " + runner().connection().url() + "/api/v4/runners/" + id,
                host -> registration
                        .gitLab()
                        .update(
                                created.secret(),
                                id,
                                runner().name().toString(),
                                created.registration().orElseThrow()));
    }

    private RunnerSpec runner() {
        return registration.runner();
    }
}
