package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.OnFailure;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.StalePlanException;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loop over hosts that mixes up two of them. */
class PlanOfAnotherHostTest {
    private static final AbsolutePath UNIT = AbsolutePath.of("/etc/systemd/system/docker2.service");
    private static final StackSpec STACK = Article.stack();

    private final DebianMachine one = DebianMachine.withDocker();
    private final DebianMachine other = DebianMachine.withDocker();

    private static void assertRefused(Plan plan, Provisioner provisioner) {
        assertThatExceptionOfType(StalePlanException.class).isThrownBy(() -> provisioner.apply(plan));
    }

    @Test
    void doesNotOverwriteAForeignUnit() {
        other.host().putFile(UNIT, "[Service]\nExecStart=/opt/mine\n");
        var before = other.host().tree();

        assertRefused(one.provisioner().plan(STACK), other.provisioner());

        assertThat(other.host().tree()).isEqualTo(before);
        assertThat(other.host().log()).isEmpty();
    }

    @Test
    void removesNothing() {
        one.provisioner().apply(one.provisioner().plan(STACK));
        other.provisioner().apply(other.provisioner().plan(STACK));
        var before = other.host().tree();

        assertRefused(one.provisioner().planRemoval("ci", Retention.PURGE), other.provisioner());

        assertThat(other.host().tree()).isEqualTo(before);
    }

    @Test
    void takesNothingBack() {
        stopHalfway(one);
        stopHalfway(other);
        var before = other.host().tree();

        assertRefused(one.provisioner().planRollBack("ci").orElseThrow(), other.provisioner());

        assertThat(other.host().tree()).isEqualTo(before);
    }

    private static void stopHalfway(DebianMachine machine) {
        Provisioner failing = machine.provisioner(Faults.failingAt(20));
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> failing.apply(
                        failing.plan(STACK), ApplyOptions.defaults().onFailure(OnFailure.STOP)));
    }

    @Test
    void doesNotStageAPlanOfAMachineNorApplyAStagedPlan(@TempDir Path directory) {
        try (Host staged = StagedHost.at(directory.resolve("staged"), one.host())) {
            assertRefused(one.provisioner().plan(STACK), Outboard.on(staged));
            assertRefused(Outboard.on(staged).plan(STACK), one.provisioner());
            assertRefused(Outboard.on(staged).plan(STACK), Outboard.on(LocalHost.open()));
        }
        assertThat(one.host().log()).isEmpty();
        assertThat(directory.resolve("staged")).doesNotExist();
    }

    @Test
    void planOfTheSameHostByAnotherProvisionerIsComparedWithTheHostAndApplied() {
        Plan plan = one.provisioner().plan(STACK);
        one.provisioner(Faults.none()).apply(plan);

        assertThat(one.provisioner().plan(STACK).isEmpty()).isTrue();
        assertThatExceptionOfType(StalePlanException.class)
                .isThrownBy(() -> one.provisioner(Faults.none()).apply(plan));
    }

    @Test
    void rollBackPlanIsRefusedOnceAllWasTakenBack() {
        stopHalfway(one);
        Plan plan = one.provisioner().planRollBack("ci").orElseThrow();
        one.provisioner().rollBack("ci");
        var before = one.host().tree();

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> one.provisioner().apply(plan))
                .withMessageContaining("no apply of it is under way any more");

        assertThat(one.host().tree()).isEqualTo(before);
    }

    @Test
    void planThatNoProvisionerMadeIsRefused() {
        Plan made = one.provisioner().plan(STACK);
        Plan plan = new Plan(made.host(), Optional.empty(), made.receipt(), made.resources(), made.order(), List.of());

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> one.provisioner().apply(plan));

        assertThat(one.host().read(UNIT).map(FileContent::text)).isEmpty();
    }
}
