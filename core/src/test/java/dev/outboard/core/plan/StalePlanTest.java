package dev.outboard.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.apply.Applier;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StalePlanTest {
    private static final StackName STACK = StackName.of("ci");
    private static final ManagedDirectory DIRECTORY =
            ManagedDirectory.of(AbsolutePath.of("/etc/docker2"), FileMode.DIRECTORY);
    private static final AbsolutePath PATH = AbsolutePath.of("/etc/docker2/daemon.json");

    private final InMemoryHost host = InMemoryHost.create();
    private final Planner planner = new Planner(List.of(ManagedDirectory.KIND, ManagedFile.KIND));

    private record Wanted(ManagedFile file) {}

    private Plan plan(String content) {
        return plan(ManagedFile.ofText(PATH, content));
    }

    private Plan plan(ManagedFile file) {
        return planner.plan(
                        new DesiredState(STACK, List.of(DIRECTORY, file), List.of()),
                        host,
                        ReceiptStore.read(host, STACK),
                        Set.of())
                .requestedBy(new Wanted(file));
    }

    private static ManagedFile secret(String content) {
        return new ManagedFile(PATH, FileContent.ofText(content), FileMode.SECRET, FileOwner.ROOT);
    }

    private void edit(String content) {
        host.writeFile(PATH, FileContent.ofText(content), FileMode.SECRET, FileOwner.ROOT);
    }

    private void apply(Plan plan) {
        Wanted wanted = (Wanted) plan.request().orElseThrow();
        Applier.apply(plan, () -> plan(wanted.file()), planner, host, ApplyOptions.defaults());
    }

    private void assertRefusedAfter(Runnable event, String content, String... words) {
        assertRefusedAfter(event, plan(content), words);
    }

    private void assertRefusedAfter(Runnable event, Plan plan, String... words) {
        event.run();
        var before = host.tree();

        assertThatExceptionOfType(StalePlanException.class)
                .isThrownBy(() -> apply(plan))
                .withMessageContainingAll(words);

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void fileThatChangedSinceIsNamedWithItsContent() {
        apply(plan("old\n"));

        assertRefusedAfter(() -> host.putFile(PATH, "edited\n"), "new\n", PATH.toString(), "-edited");
    }

    @Test
    void fileThatChangedSinceIsNamedAlsoIfNobodyMaySeeItsContent() {
        apply(plan(secret("old\n")));
        edit("first edit\n");

        assertRefusedAfter(() -> edit("second edit\n"), plan(secret("new\n")), PATH.toString());
    }

    @Test
    void whatIsDoneAlreadyIsNamed() {
        apply(plan("old\n"));

        assertRefusedAfter(() -> host.putFile(PATH, "new\n"), "new\n", "no longer as planned", PATH.toString());
    }

    @Test
    void applyOfAnotherInBetweenIsNamed() {
        Plan other = plan("other\n");

        assertRefusedAfter(() -> apply(other), "new\n", "another apply changed what is owned");
    }

    @Test
    void thingThatStandsInTheWaySinceIsAConflict() {
        Plan plan = plan("new\n");
        host.putFile(DIRECTORY.path(), "a file in the place of a directory");

        assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> apply(plan));
    }

    @Test
    void planThatStillFitsIsCarriedOut() {
        Plan plan = plan("new\n");
        host.putFile(AbsolutePath.of("/etc/other"), "of no concern");

        apply(plan);

        assertThat(host.read(PATH)).isPresent();
    }
}
