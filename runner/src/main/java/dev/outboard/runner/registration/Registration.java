package dev.outboard.runner.registration;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.file.GitLabUrl;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.configuration.file.RunnerCredentials;
import dev.outboard.runner.configuration.file.RunnerIdentity;
import dev.outboard.runner.gitlab.GitLabException;
import dev.outboard.runner.gitlab.client.GitLab;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.gitlab.client.VerifiedRunner;
import dev.outboard.runner.process.RunnerConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A runner's place in GitLab. It is made through GitLab's API where the spec says so; its token is kept in {@code
 * config.toml}, and nowhere else.
 *
 * @param gitLabs the way to GitLabs
 * @param runner the runner
 */
public record Registration(GitLabs gitLabs, RunnerSpec runner) implements Resource {
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
        return runner.token().isGiven()
                ? given(new GivenToken(this, runner.token().secret()), owned, planning)
                : new MadeRunner(this).changes(owned, planning);
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
            RunnerDeletion departure = new RunnerDeletion(gitLabs, owned.get());
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

    public TokenRotation rotation() {
        return new TokenRotation(this);
    }

    Step leave(Owned owned, Planning planning) {
        return new RunnerDeletion(gitLabs, owned).step(planning.host());
    }

    boolean isOfAnotherGitLab(Owned owned) {
        return RememberedRunner.url(owned)
                .map(GitLabUrl::of)
                .filter(url -> !url.equals(GitLabUrl.of(runner.url().toString())))
                .isPresent();
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
        Secret token = runner.token().secret();
        return runner.token().isGiven() && token.isReadable() ? identity.withToken(token) : identity;
    }

    /** A plan must not take as long as an apply; what is not answered at once is told in a note. */
    GitLab gitLabForQuestions() {
        return gitLabs.open(runner.connection().toBuilder()
                .attempts(1)
                .deadline(QUESTION_LIMIT)
                .build());
    }

    GitLab gitLab() {
        return gitLabs.open(runner.connection());
    }

    RunnerCreation creation() {
        return new RunnerCreation(gitLabs, runner);
    }

    AbsolutePath path() {
        return runner.process().configurationFile();
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
        if (runner.token().isGiven()) {
            return false;
        }
        Optional<Owned> owned = planning.receipt().find(id());
        return owned.filter(RememberedRunner::isCreated).isPresent()
                || (runner.token().isRegistered()
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
