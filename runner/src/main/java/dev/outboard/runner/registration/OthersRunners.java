package dev.outboard.runner.registration;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import dev.outboard.core.change.Loss;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.planner.StepGuard;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.runner.configuration.file.RegisteredRunner;
import dev.outboard.runner.process.RunnerConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Objects to the deletion of a directory whose {@code config.toml} has runners that no stack made.
 *
 * @param host the host
 */
public record OthersRunners(HostView host) implements StepGuard {

    @Override
    public Optional<Problem> objection(Step step) {
        return step.loss().filter(Loss::isTree).map(Loss::path).flatMap(this::objection);
    }

    private Optional<Problem> objection(AbsolutePath tree) {
        List<Owned> made = ReceiptStore.readAll(host).receipts().stream()
                .flatMap(receipt -> receipt.resources().stream())
                .filter(owned -> owned.id().kind().equals(RememberedRunner.KIND))
                .toList();
        return made.stream()
                .flatMap(owned -> RememberedRunner.files(owned).stream())
                .distinct()
                .filter(file -> file.startsWith(tree))
                .flatMap(file -> others(file, made))
                .findFirst();
    }

    private Stream<Problem> others(AbsolutePath file, List<Owned> made) {
        List<RegisteredRunner> entries = entries(file);
        Set<Integer> ours = made.stream()
                .flatMap(owned -> RememberedRunner.identity(owned).among(entries).stream())
                .map(RegisteredRunner::index)
                .collect(toImmutableSet());
        return entries.stream()
                .filter(entry -> !ours.contains(entry.index()))
                .map(entry -> new Problem(
                        "deletion of " + file.parent().orElseThrow(),
                        "a [[runners]] \"" + entry.name() + "\" in " + file + ", " + entry.describe(),
                        "a directory in which others have no runners",
                        "move the entry to another file, or remove the stack without its data"));
    }

    /** A file that can't be read has no runner that could be kept. */
    private List<RegisteredRunner> entries(AbsolutePath file) {
        try {
            return RunnerConfiguration.read(host, file).entries();
        } catch (ProvisioningException unreadable) {
            return List.of();
        }
    }
}
