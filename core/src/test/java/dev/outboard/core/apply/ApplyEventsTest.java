package dev.outboard.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.FaultyHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a listener hears of each way in which an apply can end, and what becomes of an {@link Error}. */
class ApplyEventsTest {
    private static final StackName STACK = StackName.of("ci");
    private static final ManagedDirectory DIRECTORY =
            ManagedDirectory.of(AbsolutePath.of("/etc/docker2"), FileMode.DIRECTORY);
    private static final ManagedFile FILE = ManagedFile.ofText(AbsolutePath.of("/etc/docker2/daemon.json"), "{}\n");

    private final InMemoryHost host = InMemoryHost.create();
    private final Planner planner = new Planner(List.of(ManagedDirectory.KIND, ManagedFile.KIND));
    private final List<String> heard = new ArrayList<>();
    private final ApplyOptions options = ApplyOptions.defaults().listener(this::hear);

    private record Throwing(Throwable thrown) implements Step {
        @Override
        public String describe() {
            return "a step that throws";
        }

        @Override
        public void perform(Host host) {
            Throwing.<RuntimeException>sneak(thrown);
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    private void hear(ApplyEvent event) {
        if (!(event instanceof ApplyEvent.StepStarted)) {
            heard.add(event.summary());
        }
    }

    private Plan plan(Resource... resources) {
        return planner.plan(
                new DesiredState(STACK, List.of(resources), List.of()), host, ReceiptStore.read(host, STACK), Set.of());
    }

    private Plan planThatThrows(Throwable thrown) {
        Plan plan = plan(DIRECTORY);
        List<PlannedResource> resources = new ArrayList<>(plan.resources());
        resources.add(new PlannedResource(
                FILE.id(),
                List.of(Change.of(FILE.id(), Action.UPDATE, List.of(new Throwing(thrown)))),
                Optional.of(Owned.of(FILE.id(), Map.of()))));
        return new Plan(plan.host(), plan.receipt(), resources, List.of());
    }

    private void apply(Plan plan, ApplyOptions how) {
        Applier.apply(plan, () -> plan, planner, host, how);
    }

    @Test
    void applyThatFailsNeverEndsWithFinished() {
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(planThatThrows(new HostException("the disk is full", "make room")), options));

        assertThat(heard)
                .containsExactly(
                        "[1/2] + directory /etc/docker2: 0755 root:root",
                        "[2/2] ~ file /etc/docker2/daemon.json",
                        "failed: stack ci was applied in part; it stopped at \"~ file /etc/docker2/daemon.json\", in the"
                                + " step \"a step that throws\": the disk is full",
                        "rolling back stack ci",
                        "[1/1] - directory /etc/docker2",
                        "everything that was done was taken back");
    }

    @Test
    void applyThatStopsTellsOfTheFailureLast() {
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(
                        planThatThrows(new HostException("the disk is full", "make room")),
                        options.onFailure(OnFailure.STOP)));

        assertThat(heard).hasSize(3);
        assertThat(heard.get(2)).startsWith("failed: ");
    }

    @Test
    void applyThatFailsBeforeItsFirstChangeTellsOfTheFailure() {
        Plan plan = plan(DIRECTORY);

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() ->
                        Applier.apply(plan, () -> plan, planner, new FaultyHost(host, Faults.failingAt(1)), options));

        assertThat(heard).singleElement().asString().startsWith("failed: ");
    }

    @Test
    void applyThatIsCancelledEndsWithThat() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        assertThatExceptionOfType(ApplyCancelledException.class)
                .isThrownBy(() -> apply(plan(DIRECTORY), options.cancellation(cancellation)));

        assertThat(heard)
                .containsExactly(
                        "[1/1] + directory /etc/docker2: 0755 root:root",
                        "the apply of stack ci was cancelled at \"+ directory /etc/docker2: 0755 root:root\"");
    }

    @Test
    void removalEndsWithFinished() {
        apply(plan(DIRECTORY), ApplyOptions.defaults());

        apply(planner.planRemoval(host, ReceiptStore.read(host, STACK), Retention.KEEP_DATA), options);

        assertThat(heard).containsExactly("[1/1] - directory /etc/docker2", "1 change made");
    }

    @Test
    void emptyPlanEndsWithFinished() {
        apply(plan(DIRECTORY), ApplyOptions.defaults());

        apply(plan(DIRECTORY), options);

        assertThat(heard).containsExactly("0 changes made");
    }

    @Test
    void rollBackWithNothingUnderWaySaysSo() {
        Applier.rollBack(STACK, planner, host, this::hear);

        assertThat(heard)
                .containsExactly("rolling back stack ci", "nothing was taken back: no apply of stack ci is under way");
    }

    @Test
    void errorInAStepIsRolledBackAndThrownWithTheStep() {
        var before = host.tree();
        for (Error error :
                List.of(new StackOverflowError(), new NoClassDefFoundError("x"), new OutOfMemoryError("heap"))) {
            assertThatThrownBy(() -> apply(planThatThrows(error), options))
                    .isSameAs(error)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed())
                            .singleElement()
                            .isInstanceOfSatisfying(
                                    ApplyFailedException.class,
                                    failure -> assertThat(failure)
                                            .hasMessageContainingAll(
                                                    "a step that throws",
                                                    error.toString(),
                                                    "everything that was done")));
            assertThat(host.tree()).isEqualTo(before);
        }
    }

    @Test
    void errorInAStepLeavesAReceiptWhereTheApplyStops() {
        assertThatThrownBy(() -> apply(planThatThrows(new StackOverflowError()), options.onFailure(OnFailure.STOP)))
                .isInstanceOf(StackOverflowError.class);

        assertThat(ReceiptStore.read(host, STACK).find(DIRECTORY.id())).isPresent();
        assertThat(JournalStore.exists(host, STACK)).isTrue();
    }

    @Test
    void checkedExceptionOutOfAStepIsAFailure() {
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> apply(planThatThrows(new InterruptedException("sneaked")), options))
                .withMessageContaining("InterruptedException");

        assertThat(host.status(DIRECTORY.path())).isEmpty();
    }

    @Test
    void errorOfAListenerChangesNothing() {
        Consumer<ApplyEvent> faulty = event -> {
            throw new StackOverflowError();
        };

        apply(plan(DIRECTORY), ApplyOptions.defaults().listener(faulty));

        assertThat(host.status(DIRECTORY.path())).isPresent();
        assertThat(JournalStore.exists(host, STACK)).isFalse();
    }
}
