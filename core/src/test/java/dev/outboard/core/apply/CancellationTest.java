package dev.outboard.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.command.Command;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private static final ResourceId ID = new ResourceId("program", "docker2");

    private final Planner planner = new Planner(List.of());
    private final InMemoryHost host = InMemoryHost.create()
            .answer(SimulatedCommand.printing("", "first"))
            .answer(SimulatedCommand.printing("", "second"));

    private Plan plan(String... commands) {
        return new Plan(
                host.identity(),
                Receipt.empty(StackName.of("ci")),
                List.of(new PlannedResource(
                        ID,
                        List.of(Change.of(
                                ID,
                                Action.UPDATE,
                                List.of(commands).stream().map(RunCommand::of).toList())),
                        Optional.empty())),
                List.of());
    }

    private void apply(ApplyOptions options) {
        Plan plan = plan("first", "second");
        Applier.apply(plan, () -> plan, planner, host, options);
    }

    private List<String> commands() {
        return host.commands().stream().map(Command::toString).toList();
    }

    @Test
    void nothingIsBegunAfterIt() {
        Cancellation cancellation = new Cancellation();
        ApplyOptions options = ApplyOptions.defaults()
                .cancellation(cancellation)
                .listener(event -> {
                    if (event.summary().contains("$ first")) {
                        cancellation.cancel();
                    }
                });

        assertThatExceptionOfType(ApplyCancelledException.class)
                .isThrownBy(() -> apply(options))
                .withMessageContaining("rollBack(\"ci\")");

        assertThat(commands()).doesNotContain("second");
    }

    @Test
    void threadIsNotInterruptedAnyMoreWhenTheApplyHasEnded() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        assertThatExceptionOfType(ApplyCancelledException.class)
                .isThrownBy(() -> apply(ApplyOptions.defaults().cancellation(cancellation)));

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interruptOfTheThreadDoesTheSameAndStays() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(ApplyCancelledException.class).isThrownBy(() -> apply(ApplyOptions.defaults()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(commands()).isEmpty();
    }

    @Test
    void lateCancellationHasNoEffect() {
        Cancellation cancellation = new Cancellation();
        apply(ApplyOptions.defaults().cancellation(cancellation));

        cancellation.cancel();

        assertThat(Thread.interrupted()).isFalse();
        assertThat(commands()).containsExactly("first", "second");
    }
}
