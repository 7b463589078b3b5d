package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.SimulatedDeath;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import dev.outboard.runner.gitlab.client.RunnerState;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A runner that moves to another process while the program dies, at each effect in turn. */
class InterruptedMoveTest {
    private static final StackSpec FROM =
            stack(ContainerProcess.builder("proc-a").build());
    private static final StackSpec TO = stack(ContainerProcess.builder("proc-b").build());

    private static StackSpec stack(RunnerProcess process) {
        return Article.stack(
                Article.docker1().build(),
                Article.docker2().build(),
                Article.runner1()
                        .process(process)
                        .token(RunnerToken.created(
                                Secret.of("glpat-canary"),
                                RunnerRegistration.builder()
                                        .scope(RunnerScope.project(7))
                                        .build()))
                        .build());
    }

    private static void afterEachDeath(BiConsumer<DebianMachine, Integer> then) {
        Faults none = Faults.none();
        DebianMachine whole = DebianMachine.withDocker();
        whole.provisioner().apply(whole.provisioner().plan(FROM));
        Provisioner counting = whole.provisioner(none);
        counting.apply(counting.plan(TO));

        for (int effect = 1; effect <= none.effects().size(); effect++) {
            DebianMachine machine = DebianMachine.withDocker();
            machine.provisioner().apply(machine.provisioner().plan(FROM));
            Provisioner dying = machine.provisioner(Faults.dyingBefore(effect));
            assertThatExceptionOfType(SimulatedDeath.class).isThrownBy(() -> dying.apply(dying.plan(TO)));
            then.accept(machine, effect);
        }
    }

    private static List<Long> ids(DebianMachine machine) {
        return machine.gitLab().runners().stream().map(RunnerState::id).toList();
    }

    @Test
    void nextApplyBringsTheSameRunnerToItsPlace() {
        afterEachDeath((machine, effect) -> {
            machine.provisioner().apply(machine.provisioner().plan(TO));

            assertThat(ids(machine)).as("death before effect %s", effect).containsExactly(1L);
            assertThat(machine.provisioner().plan(TO).changes()).isEmpty();
        });
    }

    @Test
    void purgeLeavesNothingInGitLab() {
        afterEachDeath((machine, effect) -> {
            machine.provisioner().apply(machine.provisioner().planRemoval("ci", Retention.PURGE));

            assertThat(ids(machine)).as("death before effect %s", effect).isEmpty();
        });
    }

    @Test
    void rollBackLosesNeitherTheRunnerNorItsToken() {
        afterEachDeath((machine, effect) -> {
            machine.provisioner().rollBack("ci");
            machine.provisioner().apply(machine.provisioner().plan(FROM));

            assertThat(ids(machine)).as("death before effect %s", effect).containsExactly(1L);
            assertThat(machine.provisioner().verify(FROM).failures()).isEmpty();
        });
    }
}
