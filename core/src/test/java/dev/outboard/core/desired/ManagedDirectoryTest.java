package dev.outboard.core.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.apply.Applier;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManagedDirectoryTest {
    private static final StackName STACK = StackName.of("ci");
    private static final AbsolutePath ROOT = AbsolutePath.of("/docker2");
    private static final AbsolutePath GRAPH = AbsolutePath.of("/docker2/graph");
    private static final FileMode TRAVERSABLE = FileMode.of("0711");

    private final InMemoryHost host = InMemoryHost.create();
    private final Planner planner = new Planner(List.of(ManagedDirectory.KIND));
    private final DesiredState desired = new DesiredState(
            STACK,
            List.of(ManagedDirectory.of(ROOT, TRAVERSABLE), ManagedDirectory.forData(GRAPH, FileMode.SECRET_DIRECTORY)),
            List.of());

    @Test
    void makesADirectoryThatIsMissing() {
        apply(planner.plan(desired, host, Receipt.empty(STACK), Set.of()));

        assertThat(host.status(GRAPH))
                .hasValueSatisfying(status -> assertThat(status.attributes()).isEqualTo("0700 root:root"));
    }

    @Test
    void repairsTheModeOfItsOwnDirectory() {
        Receipt receipt = apply(planner.plan(desired, host, Receipt.empty(STACK), Set.of()));
        host.makeDirectory(ROOT, FileMode.SECRET_DIRECTORY, FileOwner.ROOT);

        assertThat(planner.plan(desired, host, receipt, Set.of()).changes())
                .singleElement()
                .satisfies(change -> assertThat(change.summary())
                        .isEqualTo("~ directory /docker2: 0700 root:root becomes 0711 root:root"));
    }

    @Test
    void refusesToChangeADirectoryThatIsNotOutboards() {
        host.putDirectory(ROOT);

        assertThatThrownBy(() -> planner.plan(desired, host, Receipt.empty(STACK), Set.of()))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("directory /docker2");
    }

    @Test
    void refusesAFileInPlaceOfADirectoryAlsoIfItIsOwned() {
        Receipt receipt = apply(planner.plan(desired, host, Receipt.empty(STACK), Set.of()));
        host.deleteTree(ROOT);
        host.putFile(ROOT, "a file");

        assertThatThrownBy(() -> planner.plan(desired, host, receipt, Set.of())).isInstanceOf(ConflictException.class);
    }

    @Test
    void removalKeepsDataAndWhatLeadsToIt() {
        Receipt receipt = apply(planner.plan(desired, host, Receipt.empty(STACK), Set.of()));
        host.putFile(GRAPH.resolve("image"), "layer");

        Plan removal = planner.planRemoval(host, receipt, Retention.KEEP_DATA);

        assertThat(removal.isEmpty()).isTrue();
    }

    @Test
    void purgeAfterARemovalTakesTheDataThatWasKept() {
        var before = host.tree();
        Receipt receipt = apply(planner.plan(desired, host, Receipt.empty(STACK), Set.of()));
        host.putFile(GRAPH.resolve("image"), "layer");
        receipt = apply(planner.planRemoval(host, receipt, Retention.KEEP_DATA));

        apply(planner.planRemoval(host, receipt, Retention.PURGE));

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void purgeLeavesADirectoryThatWasThereBeforeOutboard() {
        host.putDirectory(ROOT);
        host.makeDirectory(ROOT, TRAVERSABLE, FileOwner.ROOT);
        Receipt receipt = apply(planner.plan(desired, host, Receipt.empty(STACK), Set.of()));

        apply(planner.planRemoval(host, receipt, Retention.PURGE));

        assertThat(host.status(GRAPH)).isEmpty();
        assertThat(host.status(ROOT)).isPresent();
    }

    @Test
    void adoptsADirectoryThatIsAlreadyAsItShallBe() {
        host.putDirectory(ROOT);
        host.makeDirectory(ROOT, TRAVERSABLE, FileOwner.ROOT);

        assertThat(planner.plan(desired, host, Receipt.empty(STACK), Set.of())
                        .changes()
                        .get(0)
                        .action())
                .isEqualTo(Action.ADOPT);
    }

    private Receipt apply(Plan plan) {
        return Applier.apply(plan, host, event -> {});
    }
}
