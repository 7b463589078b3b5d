package dev.outboard.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.host.Host;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ApplierTest {
    private static final StackName STACK = StackName.of("ci");
    private static final ManagedDirectory DIRECTORY =
            ManagedDirectory.of(AbsolutePath.of("/etc/docker2"), FileMode.DIRECTORY);
    private static final ManagedFile FILE = ManagedFile.ofText(AbsolutePath.of("/etc/docker2/daemon.json"), "{\n}\n");
    /** Its owner does not exist, so the host refuses to write it. */
    private static final ManagedFile REFUSED = new ManagedFile(
            AbsolutePath.of("/etc/docker2/refused"),
            FileContent.ofText("x"),
            FileMode.FILE,
            FileOwner.of("nobody-of-this-name", "root"));

    private final InMemoryHost host = InMemoryHost.create();
    private final Planner planner = new Planner(List.of(ManagedDirectory.KIND, ManagedFile.KIND));

    @Test
    void secondPlanIsEmpty() {
        Receipt receipt = apply(plan(DIRECTORY, FILE));

        assertThat(planner.plan(desired(DIRECTORY, FILE), host, receipt, Set.of())
                        .isEmpty())
                .isTrue();
    }

    @Test
    void receiptOnTheHostIsTheOneReturned() {
        Receipt receipt = apply(plan(DIRECTORY, FILE));

        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(receipt);
        assertThat(receipt.resources()).hasSize(2);
    }

    @Test
    void removalLeavesTheHostAsItWas() {
        var before = host.tree();
        Receipt receipt = apply(plan(DIRECTORY, FILE));

        apply(planner.planRemoval(host, receipt, Retention.KEEP_DATA));

        assertThat(host.tree()).isEqualTo(before);
    }

    @Test
    void whatIsNoLongerWantedIsTakenAway() {
        Receipt receipt = apply(plan(DIRECTORY, FILE));

        apply(planner.plan(desired(DIRECTORY), host, receipt, Set.of()));

        assertThat(host.status(FILE.path())).isEmpty();
    }

    @Test
    void failureNamesTheChangeTheStepAndTheRemedy() {
        assertThatThrownBy(() -> apply(plan(DIRECTORY, FILE, REFUSED)))
                .isInstanceOf(ApplyFailedException.class)
                .hasMessageContaining("+ file /etc/docker2/refused")
                .hasMessageContaining("write /etc/docker2/refused")
                .hasMessageContaining("plan and apply again");
    }

    @Test
    void failureLeavesWhatWasMadeInTheReceipt() {
        ApplyFailedException failure =
                catchThrowableOfType(ApplyFailedException.class, () -> apply(plan(DIRECTORY, FILE, REFUSED)));

        assertThat(failure.receipt().find(FILE.id())).isPresent();
        assertThat(ReceiptStore.read(host, STACK)).isEqualTo(failure.receipt());
    }

    @Test
    void secondApplyGoesOnWhereTheFirstStopped() {
        assertThatThrownBy(() -> apply(plan(DIRECTORY, FILE, REFUSED))).isInstanceOf(ApplyFailedException.class);
        host.putUser("nobody-of-this-name");

        Plan rest = plan(DIRECTORY, FILE, REFUSED);

        assertThat(rest.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.subject()).isEqualTo("file /etc/docker2/refused"));
    }

    @Test
    void resourceIsOwnedBeforeItsFirstStep() {
        List<String> effects = new ArrayList<>();
        Applier.apply(plan(DIRECTORY), host, event -> {
            if (event instanceof ApplyEvent.StepStarted) {
                effects.add(ReceiptStore.read(host, STACK).resources().toString());
            }
        });

        assertThat(effects).singleElement().asString().contains("/etc/docker2");
    }

    @Test
    void eventsTellOfEveryChangeAndStepInOrder() {
        List<String> summaries = new ArrayList<>();

        Applier.apply(plan(DIRECTORY, FILE), host, event -> summaries.add(event.summary()));

        assertThat(summaries)
                .containsExactly(
                        "[1/2] + directory /etc/docker2: 0755 root:root",
                        "    make directory /etc/docker2 (0755 root:root)",
                        "[2/2] + file /etc/docker2/daemon.json",
                        "    write /etc/docker2/daemon.json (0644 root:root)",
                        "2 changes made");
    }

    @Test
    void stepThatTakesLongTellsHowFarItIs() {
        Step slow = new Step() {
            @Override
            public String describe() {
                return "$ slow";
            }

            @Override
            public void perform(Host host) {
                throw new AssertionError("no listener");
            }

            @Override
            public void perform(Host host, Consumer<? super String> progress) {
                progress.accept("half of it");
            }
        };
        Change change = Change.of(FILE.id(), Action.UPDATE, List.of(slow));
        Plan plan = new Plan(
                host.identity(),
                Receipt.empty(STACK),
                List.of(new PlannedResource(FILE.id(), List.of(change), Optional.empty())),
                List.of());
        List<String> summaries = new ArrayList<>();

        Applier.apply(plan, host, event -> summaries.add(event.summary()));

        assertThat(summaries).containsSubsequence("    $ slow", "      half of it", "1 change made");
    }

    @Test
    void listenerThatThrowsChangesNothing() {
        Applier.apply(plan(DIRECTORY, FILE), host, event -> {
            throw new IllegalStateException("a listener's own trouble");
        });

        assertThat(host.status(FILE.path())).isPresent();
    }

    @Test
    void applyingAnEmptyPlanWritesNothing() {
        Receipt receipt = apply(plan(DIRECTORY));
        int effects = host.log().size();

        apply(planner.plan(desired(DIRECTORY), host, receipt, Set.of()));

        assertThat(host.log()).hasSize(effects);
    }

    private Plan plan(Resource... resources) {
        return planner.plan(desired(resources), host, ReceiptStore.read(host, STACK), Set.of());
    }

    private static DesiredState desired(Resource... resources) {
        return new DesiredState(STACK, Arrays.asList(resources), List.of());
    }

    private Receipt apply(Plan plan) {
        return Applier.apply(plan, host, event -> {});
    }
}
