package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.Provisioner;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.verify.Verification;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.StorageSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stack whose daemon has storage of its own, on a machine in memory. */
class StoredStackTest {
    private static final AbsolutePath IMAGE = AbsolutePath.of("/var/lib/outboard/docker2.img");
    private static final DaemonSpec PLAIN =
            DaemonSpec.builder("docker2").bridge("docker1").build();
    private static final DaemonSpec STORED =
            PLAIN.toBuilder().storage(StorageSpec.image("20G").build()).build();

    private final DebianMachine machine = DebianMachine.withDocker();
    private final Provisioner provisioner = machine.provisioner();

    private static StackSpec stack(DaemonSpec daemon) {
        return StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .daemon(daemon)
                .build();
    }

    private void apply(DaemonSpec daemon) {
        provisioner.apply(provisioner.plan(stack(daemon)));
    }

    @Test
    void isMountedBeforeAnythingIsPutIntoItAndBeforeTheDaemonStarts() {
        List<String> steps = provisioner.plan(stack(STORED)).changes().stream()
                .flatMap(change -> change.steps().stream())
                .map(step -> step.describe())
                .toList();

        assertThat(steps)
                .containsSubsequence(
                        "$ systemctl start docker2.mount",
                        "make directory /docker2 (0711 root:root)",
                        "make directory /docker2/graph (0710 root:root)",
                        "make directory /docker2/tmp (0700 root:root)",
                        "$ systemctl start docker2-network.service docker2.socket docker2.service");
    }

    @Test
    void isProvedWithItsStorage() {
        apply(STORED);

        Verification verification = provisioner.verify(stack(STORED));

        assertThat(verification.failures()).isEmpty();
        assertThat(verification.toString()).contains("/docker2 is ext4 of " + IMAGE);
        assertThat(provisioner.plan(stack(STORED)).isEmpty()).isTrue();
    }

    @Test
    void keepsItsDataOnRemovalUntilItIsPurged() {
        apply(STORED);

        provisioner.apply(provisioner.planRemoval("ci", Retention.KEEP_DATA));
        assertThat(machine.storage().mountedSize(STORED.root())).isEmpty();
        assertThat(machine.host().status(IMAGE)).isPresent();

        apply(STORED);
        provisioner.apply(provisioner.planRemoval("ci", Retention.PURGE));
        assertThat(machine.host().status(IMAGE)).isEmpty();
        assertThat(machine.host().status(STORED.root())).isEmpty();
    }

    @Test
    void isNotTakenFromADaemonThatHasIt() {
        apply(STORED);

        assertThatThrownBy(() -> provisioner.plan(stack(PLAIN)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("storage of docker2", IMAGE + " at /docker2", "remove the stack");
    }

    @Test
    void isNotGivenToADaemonThatHasData() {
        apply(PLAIN);

        assertThatThrownBy(() -> provisioner.plan(stack(STORED)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("would hide");
    }

    @Test
    void imagesOfTwoDaemonsAreTwoFiles() {
        StorageSpec shared = StorageSpec.image("20G").imagePath("/srv/ci.img").build();
        DaemonSpec other =
                DaemonSpec.builder("docker3").bridge("docker3").storage(shared).build();
        StackSpec.Builder both = StackSpec.builder("ci")
                .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
                .bridge(BridgeSpec.builder("docker3", "10.19.0.1/16").build())
                .daemon(PLAIN.toBuilder().storage(shared).build())
                .daemon(other);

        assertThatThrownBy(both::build).hasMessageContainingAll("docker3: storage", "/srv/ci.img");
    }
}
