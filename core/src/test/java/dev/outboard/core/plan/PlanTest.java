package dev.outboard.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Receipt RECEIPT = Receipt.empty(StackName.of("ci"));
    private static final String HOST = "a host";
    private static final ResourceId UNITS = new ResourceId("units", "docker2");

    @Test
    void printsNotesDifferencesReasonsAndSteps() {
        Change restart = Change.of(
                        UNITS, Action.RESTART, List.of(RunCommand.of("systemctl", "restart", "docker2.service")))
                .about("docker2.service")
                .because("daemon.json changed")
                .showing("-a\n+b");
        Plan plan = new Plan(
                HOST,
                RECEIPT,
                List.of(new PlannedResource(UNITS, List.of(restart), Optional.of(Owned.of(UNITS, Map.of())))),
                List.of("no vendor unit is installed"));

        assertThat(plan).hasToString("""
                        Plan for stack ci: 1 to restart
                          note: no vendor unit is installed
                        ! docker2.service: daemon.json changed
                              -a
                              +b
                            $ systemctl restart docker2.service
                        """);
    }

    @Test
    void anEmptyPlanSaysThatThereIsNothingToDo() {
        assertThat(new Plan(HOST, RECEIPT, List.of(), List.of())).hasToString("Plan for stack ci: nothing to do\n");
    }

    @Test
    void aReceiptWithAnUnknownKindIsRefused() {
        Receipt receipt = RECEIPT.with(Owned.of(UNITS, Map.of()));
        InMemoryHost host = InMemoryHost.create();

        assertThatThrownBy(() -> new Planner(List.of()).planRemoval(host, receipt, Retention.KEEP_DATA))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("units docker2");
    }
}
