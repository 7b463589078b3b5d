package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.Provisioner;
import dev.outboard.core.apply.ApplyEvent;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.OnFailure;
import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.options.StorageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first daemon moved into a directory of a stack. Nothing that takes the stack away may take that along. */
class PurgeGuardTest {
    private static final StackSpec STACK = Article.stackWithoutRunner();
    private static final StackSpec WITH_STORAGE = Article.stack(
            Article.docker1().build(),
            Article.docker2().storage(StorageSpec.image("30G").build()).build());
    private static final AbsolutePath IMAGE_OF_THE_FIRST = AbsolutePath.of("/run/docker2/first/image");

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private void apply(StackSpec stack) {
        provisioner.apply(provisioner.plan(stack));
    }

    /** The last effects of an apply are on its receipt and journal: by then, all is made. */
    private void applyUpToItsEnd(StackSpec stack) {
        DebianMachine twin = DebianMachine.withDocker();
        Faults none = Faults.none();
        Provisioner counting = twin.provisioner(none);
        counting.apply(counting.plan(stack));
        Provisioner failing =
                machine.provisioner(Faults.failingAt(none.effects().size()));
        assertThatExceptionOfType(ApplyFailedException.class)
                .isThrownBy(() -> failing.apply(
                        failing.plan(stack), ApplyOptions.defaults().onFailure(OnFailure.STOP)));
    }

    private void moveTheFirstDaemonTo(String root) {
        machine.host().putFile(AbsolutePath.of("/etc/docker/daemon.json"), "{\"data-root\": \"" + root + "\"}");
        machine.host().putFile(AbsolutePath.of(root).resolve("image"), "of the first daemon");
    }

    private boolean exists(String path) {
        return machine.host().status(AbsolutePath.of(path)).isPresent();
    }

    @Test
    void rollBackLeavesWhatBelongsToTheFirstDaemonAndTakesTheRestBack() {
        applyUpToItsEnd(STACK);
        moveTheFirstDaemonTo("/run/docker2/first");

        RolledBack result = provisioner.rollBack("ci");

        assertThat(exists(IMAGE_OF_THE_FIRST.toString())).isTrue();
        assertThat(result.remaining())
                .singleElement()
                .asString()
                .contains("/run/docker2", "/run/docker2/first", "data root of the first daemon");
        assertThat(exists("/etc/systemd/system/docker2.service")).isFalse();
        assertThat(exists("/etc/docker2/daemon.json")).isFalse();
        assertThat(provisioner.receipt("ci").resources())
                .as("so that a removal can end what was left")
                .extracting(Owned::id)
                .contains(Daemon.id(DaemonName.of("docker2")));
    }

    @Test
    void planOfARollBackShowsWhatStays() {
        applyUpToItsEnd(STACK);
        moveTheFirstDaemonTo("/run/docker2/first");

        assertThat(provisioner.planRollBack("ci").orElseThrow().notes())
                .anySatisfy(note -> assertThat(note).contains("can't be taken back", "/run/docker2/first"));
    }

    @Test
    void removalGoesOnWhereARollBackLeftOffOnceTheFirstDaemonIsElsewhere() {
        applyUpToItsEnd(STACK);
        moveTheFirstDaemonTo("/run/docker2/first");
        provisioner.rollBack("ci");
        machine.host().putFile(AbsolutePath.of("/etc/docker/daemon.json"), "{}");

        provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));

        assertThat(exists("/run/docker2")).isFalse();
        assertThat(provisioner.receipt("ci").resources()).isEmpty();
    }

    @Test
    void rollBackOfAFailedApplyGoesByTheSameGuard() {
        Provisioner failing = machine.provisioner(Faults.failingAt(60));

        ApplyFailedException failure = catchThrowableOfType(
                ApplyFailedException.class,
                () -> failing.apply(failing.plan(WITH_STORAGE), event -> {
                    if (event instanceof ApplyEvent.Failed) {
                        moveTheFirstDaemonTo("/docker2/first");
                    }
                }));

        assertThat(failure.rollBack().orElseThrow().remaining())
                .anySatisfy(line -> assertThat(line).contains("/docker2/first, the data root of the first daemon"));
        assertThat(machine.host().log()).noneMatch(command -> command.contains("umount"));
    }

    @Test
    void rollBackLeavesAFilesystemMountedInWhichTheFirstDaemonHasData() {
        applyUpToItsEnd(WITH_STORAGE);
        moveTheFirstDaemonTo("/docker2/first");

        RolledBack result = provisioner.rollBack("ci");

        assertThat(result.remaining())
                .anySatisfy(line -> assertThat(line).contains("/docker2/first, the data root of the first daemon"));
        assertThat(machine.host().log())
                .noneMatch(command -> command.contains("umount")
                        || (command.contains("disable") && command.contains("docker2.mount")));
    }

    @ParameterizedTest
    @EnumSource(Retention.class)
    void removalUnmountsNothingInWhichTheFirstDaemonHasData(Retention retention) {
        apply(WITH_STORAGE);
        moveTheFirstDaemonTo("/docker2/first");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.planRemoval("ci", retention))
                .withMessageContaining("umount --recursive /docker2")
                .withMessageContaining("/docker2/first, the data root of the first daemon");
    }

    @ParameterizedTest
    @EnumSource(Retention.class)
    void removalDeletesNoRuntimeStateInWhichTheFirstDaemonHasSome(Retention retention) {
        apply(STACK);
        machine.host().putFile(AbsolutePath.of("/etc/docker/daemon.json"), "{\"exec-root\": \"/run/docker2/first\"}");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.planRemoval("ci", retention))
                .withMessageContaining("/run/docker2/first, the exec root of the first daemon");
    }

    @Test
    void removalDeletesNoFileThatTheFirstDaemonTookOver() {
        apply(STACK);
        machine.host().putFile(AbsolutePath.of("/etc/docker/daemon.json"), "{\"pidfile\": \"/run/docker2.pid\"}");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.planRemoval("ci"))
                .withMessageContaining("/run/docker2.pid, the pid file of the first daemon");
    }

    @Test
    void planThatGivesAnExecRootUpDeletesNothingOfTheFirstDaemonInIt() {
        StackSpec two = StackSpec.builder("ci")
                .bridge(Article.docker1().build())
                .bridge(BridgeSpec.builder("docker3", "10.20.0.1/16").build())
                .daemon(Article.docker2().build())
                .daemon(DaemonSpec.builder("docker4").bridge("docker3").build())
                .build();
        apply(two);
        moveTheFirstDaemonTo("/run/docker4/first");

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(STACK))
                .withMessageContaining("/run/docker4/first, the data root of the first daemon");
    }

    @Test
    void repairsNothingWhereTheFirstDaemonMovedIn() {
        apply(STACK);
        moveTheFirstDaemonTo("/docker2/graph/first");
        machine.host().putDirectory(AbsolutePath.of("/docker2/graph"), FileMode.of("0755"), FileOwner.ROOT);

        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> provisioner.plan(STACK))
                .withMessageContaining("/docker2/graph/first, the data root of the first daemon");
    }
}
