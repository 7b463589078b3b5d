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
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.receipt.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.configuration.GitLabUrl;
import dev.outboard.runner.configuration.RegisteredRunner;
import dev.outboard.runner.configuration.RunnerCredentials;
import dev.outboard.runner.configuration.RunnerIdentity;
import dev.outboard.runner.gitlab.GitLab;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.GitLabs;
import dev.outboard.runner.gitlab.RunnerState;
import dev.outboard.runner.gitlab.VerifiedRunner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
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
        return RememberedRunner.id(runner);
    }

    @Override
    public List<Change> changes(Planning planning) {
        if (isOfOthers(planning)) {
            return List.of();
        }
        Optional<Owned> owned = planning.receipt().find(id());
        return runner.token() instanceof RunnerToken.Given given
                ? given(new GivenToken(this, given.secret()), owned, planning)
                : made(owned, planning);
    }

    /** An entry of the runner's name and GitLab that Outboard did not make is not taken over where it can't be the runner. */
    boolean isOfOthers(Planning planning) {
        if (isOurs(planning)) {
            return false;
        }
        Optional<Problem> conflict = current(planning.host()).flatMap(entry -> conflict(entry, planning.host()));
        conflict.ifPresent(planning::conflict);
        return conflict.isPresent();
    }

    private Optional<Problem> conflict(RegisteredRunner entry, HostView host) {
        String found = "a [[runners]] \"" + runner.name() + "\" in " + entry.describe();
        Optional<StackName> stack = ReceiptStore.readAll(host).receipts().stream()
                .filter(receipt -> receipt.find(id()).filter(this::isHere).isPresent())
                .map(Receipt::stack)
                .findFirst();
        if (stack.isPresent()) {
            return Optional.of(new Problem(
                    path().toString(),
                    found + " of stack " + stack.get(),
                    "none of that name and GitLab",
                    "rename the runner, or give its process a directory of its own"));
        }
        return entry.executor().equals("docker")
                ? Optional.empty()
                : Optional.of(new Problem(
                        path().toString(),
                        found,
                        "none of that name and GitLab, or one with executor docker",
                        "rename the runner or the entry"));
    }

    /** Whether what the file has of the runner is Outboard's to change. */
    boolean isOurs(Planning planning) {
        return planning.receipt().find(id()).map(this::isHere).orElseGet(() -> planning.mayChange(id()));
    }

    private boolean isHere(Owned owned) {
        return !isOfAnotherGitLab(owned) && RememberedRunner.files(owned).contains(path());
    }

    private List<Change> given(GivenToken given, Optional<Owned> owned, Planning planning) {
        if (!given.secret().isReadable()) {
            return List.of();
        }
        List<Change> found = new ArrayList<>(given.changes(planning));
        boolean isReplaced = entry(planning)
                .flatMap(RegisteredRunner::token)
                .filter(given::isAnother)
                .filter(other -> !found.isEmpty())
                .isPresent();
        if (owned.filter(RememberedRunner::isCreated).isPresent()
                && (isReplaced || owned.filter(this::isOfAnotherGitLab).isPresent())) {
            Departure departure = new Departure(gitLabs, owned.get());
            List<Step> steps = new ArrayList<>();
            steps.add(isElsewhere(owned.get()) ? departure.step(planning.host()) : departure.deletion(planning.host()));
            found.forEach(change -> steps.addAll(change.steps()));
            return List.of(Change.of(id(), Action.UPDATE, steps)
                    .because("its token is given from now on, so the runner that was created for it goes"));
        }
        owned.filter(this::isElsewhere)
                .ifPresent(old -> found.add(0, isOfAnotherGitLab(old) ? forget(old, planning) : move(old, planning)));
        if (found.isEmpty()
                && owned.filter(old -> RememberedRunner.isSame(old, owned(planning)))
                        .isEmpty()) {
            return List.of(Change.of(id(), Action.ADOPT, List.of()).because(runner.url() + " has it already"));
        }
        return found;
    }

    private Change forget(Owned old, Planning planning) {
        return Change.of(id(), Action.UPDATE, List.of(leave(old, planning))).because("it moves to " + runner.url());
    }

    Change move(Owned old, Planning planning) {
        return Change.of(
                        id(),
                        Action.UPDATE,
                        List.of(RunnerMove.of(old, runner, planning).step()))
                .because("it moves to " + path());
    }

    boolean isElsewhere(Owned owned) {
        return !RememberedRunner.configurationFile(owned).equals(path());
    }

    private List<Change> made(Optional<Owned> owned, Planning planning) {
        if (runner.token() instanceof RunnerToken.Registered) {
            planning.note(runner.name() + " registers by a registration token, which GitLab has deprecated since 15.6: "
                    + "prefer RunnerToken.created(…)");
        }
        if (owned.filter(this::isOfAnotherGitLab).isPresent()) {
            Owned former = owned.get();
            Step departure = isElsewhere(former) || RememberedRunner.isOfCommand(former)
                    ? leave(former, planning)
                    : new Departure(gitLabs, former).departureFor(runner.url(), planning.host());
            return List.of(
                    Change.of(id(), Action.UPDATE, List.of(departure, creation().step()))
                            .because("it moves to " + runner.url()));
        }
        Optional<RegisteredRunner> entry = entry(planning);
        Optional<Secret> token = entry.flatMap(RegisteredRunner::token);
        if (token.isEmpty()) {
            if (owned.filter(this::isElsewhere).isPresent()) {
                return List.of(Change.of(
                                id(),
                                Action.UPDATE,
                                List.of(leave(owned.get(), planning), creation().step()))
                        .because("it moves to " + path() + ", and no file has its token"));
            }
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
        if (owned.filter(this::isElsewhere).isPresent()) {
            return List.of(move(owned.get(), planning));
        }
        return Stream.concat(
                        drift(token.get(), entry, owned, planning).stream(), afterCreation(planning.host()).stream())
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
        OptionalLong number = entry(planning).map(RegisteredRunner::id).orElse(OptionalLong.empty());
        return runner.token() instanceof RunnerToken.Created way
                        && number.isPresent()
                        && way.accessToken().isReadable()
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
        boolean isOurs = owned.filter(RememberedRunner::isCreated).isPresent();
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

    boolean isOfAnotherGitLab(Owned owned) {
        return RememberedRunner.url(owned)
                .map(GitLabUrl::of)
                .filter(url -> !url.equals(GitLabUrl.of(runner.url().toString())))
                .isPresent();
    }

    /** What GitLab has, beside what the spec wants. A GitLab that is down does not prevent a plan. */
    private List<Change> drift(
            Secret token, Optional<RegisteredRunner> entry, Optional<Owned> owned, Planning planning) {
        try {
            Optional<VerifiedRunner> known = verify(token, planning.host());
            if (known.isEmpty()) {
                return withoutToken(owned, planning);
            }
            known.flatMap(VerifiedRunner::tokenExpiresAt).ifPresent(time -> planning.note(expiry(time)));
            List<String> differences = differences(known.get());
            List<Change> found =
                    new ArrayList<>(afterRotation(planning.host()).stream().toList());
            found.addAll(times(known.get(), entry, token, planning.host()));
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
        return RememberedRunner.accessToken(owned)
                .equals(RememberedRunner.accessToken(RememberedRunner.owned(runner, ImmutableMap.of())));
    }

    private List<String> differences(VerifiedRunner known) {
        if (!(runner.token() instanceof RunnerToken.Created created)
                || known.id().isEmpty()
                || !created.accessToken().isReadable()) {
            return List.of();
        }
        return gitLabForQuestions()
                .runner(created.accessToken(), known.id().getAsLong())
                .map(state -> state.differences(runner.name().toString(), created.registration()))
                .orElse(List.of());
    }

    String expiry(Instant time) {
        return "the token of " + runner.name() + " expires at " + time + "; rotateToken() gets a new one";
    }

    /** GitLab Runner renews a token only if the file says when that expires. */
    List<Change> times(VerifiedRunner known, Optional<RegisteredRunner> entry, Secret token, HostView host) {
        Optional<Instant> expiry = known.tokenExpiresAt().map(time -> time.truncatedTo(ChronoUnit.SECONDS));
        OptionalLong found = entry.map(RegisteredRunner::id).orElse(OptionalLong.empty());
        OptionalLong id = known.id().isPresent() ? known.id() : found;
        if (!id.equals(found) && entry.isPresent() && hasNamesakes(host)) {
            return List.of(Change.of(
                            id(),
                            Action.UPDATE,
                            List.of(write("put the runner's number into " + path(), token, id, expiry)))
                    .because("other runners in " + path() + " have its name and its GitLab"));
        }
        if (expiry.isEmpty() || expiry.equals(entry.flatMap(RegisteredRunner::tokenExpiresAt))) {
            return List.of();
        }
        return List.of(Change.of(
                        id(),
                        Action.UPDATE,
                        List.of(write("put the time at which the token expires into " + path(), token, id, expiry)))
                .because("GitLab Runner renews the token by itself if " + path() + " says when it expires"));
    }

    /** Writes a token, with what GitLab says of it. */
    Step write(String description, Secret token, OptionalLong id, Optional<Instant> expiry) {
        return new ApiStep(
                description,
                host -> RunnerConfiguration.write(
                        host,
                        path(),
                        RunnerConfiguration.start(runner.process(), host)
                                .with(
                                        identity().withToken(token),
                                        new RunnerCredentials(id, token, Instant.now(), expiry))));
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
    Optional<RegisteredRunner> current(HostView host) {
        return RunnerConfiguration.read(host, path()).runner(identity());
    }

    /** What {@code config.toml} has of it, or the file that it moves from. */
    Optional<RegisteredRunner> entry(Planning planning) {
        return current(planning.host())
                .or(() -> planning.receipt()
                        .find(id())
                        .filter(owned -> !isOfAnotherGitLab(owned))
                        .flatMap(owned -> RememberedRunner.entry(owned, planning.host())));
    }

    /** Whether its name and its GitLab are not enough to find it. */
    private boolean hasNamesakes(HostView host) {
        return RunnerIdentity.of(runner.name().toString(), runner.url().toString())
                        .among(RunnerConfiguration.read(host, path()).entries())
                        .size()
                > 1;
    }

    RunnerIdentity identity() {
        RunnerIdentity identity =
                RunnerIdentity.of(runner.name().toString(), runner.url().toString());
        return runner.token() instanceof RunnerToken.Given given
                        && given.secret().isReadable()
                ? identity.withToken(given.secret())
                : identity;
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

    AbsolutePath path() {
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
        Map<String, String> attributes = new TreeMap<>();
        attributes.put(RememberedRunner.CREATED, Boolean.toString(isCreated(planning)));
        attributes.putAll(moved(planning));
        if (hasNamesakes(planning.host())) {
            number(planning.host()).ifPresent(number -> attributes.put(RememberedRunner.NUMBER, Long.toString(number)));
        }
        return RememberedRunner.owned(runner, attributes);
    }

    /** What a receipt needs while the runner moves to another file. */
    Map<String, String> moved(Planning planning) {
        return planning.receipt()
                .find(id())
                .filter(this::isElsewhere)
                .map(old -> RememberedRunner.movedTo(path()))
                .orElse(ImmutableMap.of());
    }

    private OptionalLong number(HostView host) {
        Optional<RegisteredRunner> entry = current(host);
        try {
            Optional<VerifiedRunner> known =
                    entry.flatMap(RegisteredRunner::token).flatMap(token -> verify(token, host));
            if (known.isPresent() && known.get().id().isPresent()) {
                return known.get().id();
            }
        } catch (GitLabException unreachable) {
            log.info("the number of runner {} is taken from its file: {}", runner.name(), unreachable.problem());
        }
        return entry.map(RegisteredRunner::id).orElse(OptionalLong.empty());
    }

    /** A runner that was found in the file is not Outboard's to delete. */
    private boolean isCreated(Planning planning) {
        if (runner.token() instanceof RunnerToken.Given) {
            return false;
        }
        Optional<Owned> owned = planning.receipt().find(id());
        return owned.filter(RememberedRunner::isCreated).isPresent()
                || (runner.token() instanceof RunnerToken.Registered
                        && owned.filter(RememberedRunner::isOfCommand).isPresent())
                || entry(planning)
                        .flatMap(RegisteredRunner::token)
                        .filter(token -> mayBeKnown(token, planning.host()))
                        .isEmpty();
    }

    boolean mayBeKnown(Secret token, HostView host) {
        try {
            return verify(token, host).isPresent();
        } catch (GitLabException unreachable) {
            return true;
        }
    }
}
