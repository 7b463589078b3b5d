package dev.outboard.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.apply.Applier;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.change.Retention;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.FaultyHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignPlanTest {
    private static final StackName STACK = StackName.of("ci");
    private static final ManagedFile FILE = ManagedFile.ofText(AbsolutePath.of("/etc/outboard-test.conf"), "ours\n");

    private final Planner planner = new Planner(List.of(ManagedFile.KIND));
    private final InMemoryHost here = InMemoryHost.create();
    private final InMemoryHost there = InMemoryHost.create();

    private Plan planOn(HostView host) {
        return planner.plan(
                new DesiredState(STACK, List.of(FILE), List.of()), host, ReceiptStore.read(host, STACK), Set.of());
    }

    private void apply(Plan plan, Host host) {
        Applier.apply(plan, () -> plan, planner, host, ApplyOptions.defaults());
    }

    private void assertRefused(Plan plan, Host host) {
        assertThatExceptionOfType(StalePlanException.class)
                .isThrownBy(() -> apply(plan, host))
                .withMessageContainingAll("stack ci", plan.host(), host.identity(), "nothing was changed");
        assertThatExceptionOfType(StalePlanException.class).isThrownBy(() -> Applier.apply(plan, host, event -> {}));
    }

    @Test
    void planOfAnotherHostIsRefusedBeforeTheFirstEffect() {
        here.putFile(FILE.path(), "foreign\n");
        var before = here.tree();

        assertRefused(planOn(there), here);

        assertThat(here.tree()).isEqualTo(before);
        assertThat(here.log()).isEmpty();
    }

    @Test
    void removalOfAnotherHostIsRefused() {
        apply(planOn(there), there);
        apply(planOn(here), here);
        var before = here.tree();

        assertRefused(planner.planRemoval(there, ReceiptStore.read(there, STACK), Retention.KEEP_DATA), here);

        assertThat(here.tree()).isEqualTo(before);
    }

    @Test
    void emptyPlanOfAnotherHostIsRefusedToo() {
        apply(planOn(there), there);

        assertRefused(planOn(there), here);
    }

    @Test
    void planOfAStagedDirectoryIsRefusedOnAMachine(@TempDir Path directory) {
        try (Host staged = StagedHost.at(directory.resolve("one"), there)) {
            assertRefused(planOn(staged), LocalHost.open());
            assertRefused(planOn(staged), here);
        }
    }

    @Test
    void planOfAMachineIsRefusedInAStagedDirectory(@TempDir Path directory) {
        try (Host staged = StagedHost.at(directory.resolve("one"), there)) {
            assertRefused(planOn(there), staged);
            assertRefused(planOn(LocalHost.open()), staged);
        }
        assertThat(directory.resolve("one")).doesNotExist();
    }

    @Test
    void planOfOneStagedDirectoryIsRefusedInAnother(@TempDir Path directory) {
        try (Host one = StagedHost.at(directory.resolve("one"), there);
                Host two = StagedHost.at(directory.resolve("two"), there)) {
            assertRefused(planOn(one), two);
        }
    }

    @Test
    void hostThatForwardsIsTheOneThatItForwardsTo() {
        apply(planOn(there), new FaultyHost(there, Faults.none()));

        assertThat(there.read(FILE.path())).isPresent();
        assertRefused(planOn(new FaultyHost(there, Faults.none())), here);
    }

    @Test
    void thisMachineIsTheSameEachTimeItIsOpened() {
        assertThat(LocalHost.open().identity()).isEqualTo(LocalHost.open().identity());
    }
}
