package dev.outboard.runner.registration;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.configuration.file.RunnerIdentity;
import dev.outboard.runner.process.RunnerConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the tokens of a stack when it is planned, so that one that is missing, of the wrong kind or in use is found before
 * anything changes. Stands behind the other resources, and changes nothing itself.
 *
 * @param stack the stack
 */
public record RunnerTokens(StackSpec stack) implements Resource {

    private static Optional<ProvisioningException> unreadable(Secret secret) {
        try {
            secret.reveal();
            return Optional.empty();
        } catch (ProvisioningException failure) {
            return Optional.of(failure);
        }
    }

    @Override
    public ResourceId id() {
        return new ResourceId("runner-tokens", stack.name().toString());
    }

    /** A staged tree is applied elsewhere, where its tokens are. */
    @Override
    public List<Change> changes(Planning planning) {
        Map<String, RunnerSpec> users = new TreeMap<>();
        stack.runners().stream()
                .filter(runner -> RunnerConfiguration.isKnown(runner.process(), planning.host()))
                .forEach(runner -> check(runner, users, planning));
        return List.of();
    }

    /** Owns nothing. */
    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), ImmutableMap.of());
    }

    private void check(RunnerSpec runner, Map<String, RunnerSpec> users, Planning planning) {
        Secret secret = runner.token().secret();
        Optional<ProvisioningException> failure = unreadable(secret);
        if (failure.isPresent()) {
            unreadable(runner, failure.get(), planning);
            return;
        }
        runner.token().problem(property(runner)).ifPresent(planning::conflict);
        if (runner.token().isGiven()) {
            RunnerSpec other = users.putIfAbsent(secret.reveal(), runner);
            if (other == null) {
                inFiles(runner, secret, planning);
            } else {
                shared(runner, secret, "runner " + other.name() + " has this one", planning);
            }
        }
    }

    /** A token that is not needed any more may be gone: the runner is in GitLab, and has its own. */
    private static void unreadable(RunnerSpec runner, ProvisioningException failure, Planning planning) {
        if (runner.token().isGiven() || planning.isChanged(RememberedRunner.id(runner))) {
            planning.conflict(
                    new Problem(property(runner), failure.problem(), "a token that can be read", failure.remedy()));
        } else {
            planning.note(property(runner) + ": " + failure.problem() + "; it is not needed now");
        }
    }

    private static String property(RunnerSpec runner) {
        return "runner " + runner.name() + ": token";
    }

    /** GitLab knows a runner by its token: two with one token are one runner there, and take turns to fail. */
    private static void shared(RunnerSpec runner, Secret secret, String user, Planning planning) {
        planning.conflict(new Problem(
                property(runner),
                "a token (" + secret.source() + ") that is in use",
                "a token of its own; " + user,
                "create a runner in GitLab for each, and give each its own token"));
    }

    private void inFiles(RunnerSpec runner, Secret secret, Planning planning) {
        for (AbsolutePath file : files(runner, planning.host())) {
            entries(file, planning.host()).stream()
                    .filter(entry -> entry.token()
                            .filter(token -> token.reveal().equals(secret.reveal()))
                            .isPresent())
                    .filter(entry -> !isItself(runner, file, entry, planning))
                    .findFirst()
                    .ifPresent(entry -> shared(
                            runner,
                            secret,
                            "\"" + entry.name() + "\" in " + file + ", " + entry.describe() + ", has this one",
                            planning));
        }
    }

    /** The files of this stack's processes, and those of other stacks. */
    private List<AbsolutePath> files(RunnerSpec runner, HostView host) {
        return Stream.concat(
                        Stream.concat(Stream.of(runner), stack.runners().stream())
                                .map(spec -> spec.process().configurationFile()),
                        ReceiptStore.readAll(host).receipts().stream()
                                .flatMap(receipt -> receipt.resources().stream())
                                .filter(owned -> owned.id().kind().equals(RememberedRunner.KIND))
                                .flatMap(owned -> RememberedRunner.files(owned).stream()))
                .distinct()
                .toList();
    }

    /** A file of another stack that can't be read does not concern this one. */
    private static List<RegisteredRunner> entries(AbsolutePath file, HostView host) {
        try {
            return RunnerConfiguration.read(host, file).entries();
        } catch (ProvisioningException unreadable) {
            return List.of();
        }
    }

    /** The runner's own entry, or that of a runner of this stack that moves, is renamed, or goes. */
    private boolean isItself(RunnerSpec runner, AbsolutePath file, RegisteredRunner entry, Planning planning) {
        List<RunnerIdentity> own = new ArrayList<>();
        if (file.equals(runner.process().configurationFile())) {
            own.add(RunnerIdentity.of(runner.name().toString(), runner.url().toString()));
        }
        planning.receipt().resources().stream()
                .filter(owned -> owned.id().kind().equals(RememberedRunner.KIND))
                .filter(owned -> RememberedRunner.files(owned).contains(file) && !isOfAnotherSpec(owned, runner))
                .map(RememberedRunner::identity)
                .forEach(own::add);
        return own.stream().anyMatch(identity -> !identity.among(List.of(entry)).isEmpty());
    }

    private boolean isOfAnotherSpec(Owned owned, RunnerSpec runner) {
        return stack.runners().stream()
                .anyMatch(spec ->
                        !spec.equals(runner) && RememberedRunner.id(spec).equals(owned.id()));
    }
}
