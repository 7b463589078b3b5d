package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applies that come to no good end on a real machine: killed, cancelled, without power, without room on the disk. What is
 * left is finished by the next apply, or taken back. The number of kills is the system property {@code outboard.kills}.
 */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields
class CrashMachineTest {
    private static final long SEED = Long.getLong("outboard.seed", 20261127);
    private static final int KILLS = Integer.getInteger("outboard.kills", 4);

    /** An apply in a new JVM takes about as long on a quiet computer. */
    private static final int LONGEST_MILLISECONDS = 2000;

    private static final String KILL = """
            delay=$1; shift
            "$@" >/dev/null 2>&1 &
            sleep "$delay"
            kill -9 $! || true
            wait
            """;

    private Machine machine;
    private Fingerprint untouched;
    private Fingerprint applied;

    @BeforeAll
    void applyUndisturbed() {
        machine = Machine.boot(DebianRelease.TRIXIE, "crash");
        untouched = fingerprint();
        run("apply").orFail();
        applied = fingerprint().withoutDataOf("/docker2");
        remove();
    }

    @AfterAll
    void close() {
        machine.close();
    }

    private Fingerprint fingerprint() {
        return Fingerprint.of(machine).withoutNetworks();
    }

    private Result run(String verb) {
        return machine.java(Scenario.class, verb, "NETWORKD");
    }

    private void remove() {
        run("remove").orFail();
        assertThat(untouched.differencesTo(fingerprint())).isEmpty();
    }

    private void assertFinishedByTheNextApply() {
        run("apply").orFail();
        assertThat(applied.differencesTo(fingerprint().withoutDataOf("/docker2")))
                .isEmpty();
        remove();
    }

    private void assertTakenBack() {
        assertThat(run("rollback").orFail().text()).isEqualTo("everything that was done was taken back");
        remove();
    }

    static List<Integer> moments() {
        Random random = new Random(SEED);
        return IntStream.range(0, KILLS)
                .mapToObj(kill -> random.nextInt(LONGEST_MILLISECONDS))
                .toList();
    }

    private void kill(int milliseconds) {
        List<String> arguments =
                new ArrayList<>(List.of("%d.%03d".formatted(milliseconds / 1000, milliseconds % 1000)));
        arguments.addAll(JavaRuntime.command(Scenario.class, "apply", "NETWORKD"));
        machine.sh(KILL, arguments.toArray(String[]::new)).orFail();
    }

    @ParameterizedTest
    @MethodSource("moments")
    void applyThatWasKilledIsFinishedByTheNext(int milliseconds) {
        kill(milliseconds);

        assertFinishedByTheNextApply();
    }

    @ParameterizedTest
    @MethodSource("moments")
    void applyThatWasKilledIsTakenBack(int milliseconds) {
        kill(milliseconds);

        run("rollback").orFail();
        remove();
    }

    @Test
    void applyThatDiedBeforeItStartedTheUnitsIsTakenBack() {
        assertThat(run("halt").succeeded()).isFalse();
        assertThat(machine.run("test", "-s", "/etc/docker2/daemon.json").succeeded())
                .isTrue();

        assertTakenBack();
    }

    @Test
    void applyThatLostItsPowerIsFinishedByTheNext() {
        run("halt");
        machine.kill();
        machine.reboot();

        assertFinishedByTheNextApply();
    }

    @Test
    void applyThatWaitsForSystemdIsCancelledWithTheCommandThatItWaitsFor() {
        machine.write("/usr/local/sbin/systemctl", """
                #!/bin/sh
                [ "$1" != start ] || exec sleep 12345
                exec /usr/bin/systemctl "$@"
                """);
        machine.run("chmod", "+x", "/usr/local/sbin/systemctl").orFail();

        Result cancelled = run("cancel");

        machine.run("rm", "/usr/local/sbin/systemctl").orFail();
        assertThat(cancelled.stderr()).contains("was cancelled", "rollBack(\"ci\")");
        assertThat(machine.run("pgrep", "--full", "[s]leep 12345").succeeded()).isFalse();
        assertFinishedByTheNextApply();
    }

    @Test
    void fullDiskIsNamedAndWhatWasWrittenIsTakenBack() {
        machine.sh("mkdir /etc/docker2; mount -t tmpfs -o size=4k,mode=0755 tmpfs /etc/docker2")
                .orFail();

        Result failure = run("apply");

        machine.sh("umount /etc/docker2; rmdir /etc/docker2").orFail();
        assertThat(failure.stderr()).contains("No space left on device", "/etc/docker2/", "Fix: ");
        assertThat(untouched.differencesTo(fingerprint())).isEmpty();
    }

    @Test
    void applyThatCanNotWriteItsJournalChangesNothing() {
        machine.sh(
                        "mkdir -m 700 /var/lib/outboard; mount -t tmpfs -o size=4k,nr_inodes=1,mode=0700 tmpfs /var/lib/outboard")
                .orFail();

        Result failure = run("apply");

        machine.sh("umount /var/lib/outboard; rmdir /var/lib/outboard").orFail();
        assertThat(failure.stderr()).contains("No space left on device", "ci.journal", "Fix: ");
        assertThat(untouched.differencesTo(fingerprint())).isEmpty();
    }

    @Test
    void readOnlyDirectoryIsNamedAndWhatWasDoneBeforeIsTakenBack() {
        machine.sh("mount --bind /etc/systemd/system /etc/systemd/system; mount -o remount,bind,ro /etc/systemd/system")
                .orFail();

        Result failure = run("apply");

        machine.sh("umount /etc/systemd/system").orFail();
        assertThat(failure.stderr()).contains("Read-only file system", "/etc/systemd/system/", "Fix: ");
        assertThat(untouched.differencesTo(fingerprint())).isEmpty();
    }

    @Test
    void missingProgramIsNamedAndWhatWasDoneBeforeIsTakenBack() {
        machine.sh("mv /usr/bin/networkctl /root/networkctl").orFail();

        Result failure = run("apply");

        machine.sh("mv /root/networkctl /usr/bin/networkctl").orFail();
        assertThat(failure.stderr()).contains("networkctl", "Fix: ");
        assertThat(untouched.differencesTo(fingerprint())).isEmpty();
    }

    @Test
    void secondApplyIsRefusedWhileAnotherRunsAndNamesIt() {
        machine.write("/usr/local/sbin/systemctl", """
                #!/bin/sh
                [ "$1" != start ] || { touch /root/waiting; while [ -e /root/waiting ]; do sleep 0.1; done; }
                exec /usr/bin/systemctl "$@"
                """);
        machine.run("chmod", "+x", "/usr/local/sbin/systemctl").orFail();
        List<String> apply = JavaRuntime.command(Scenario.class, "apply", "NETWORKD");
        machine.sh(
                        "systemd-run --quiet --unit=first --service-type=exec --setenv=PATH=\"$PATH\" -- \"$@\"; "
                                + "until [ -e /root/waiting ]; do sleep 0.1; done",
                        apply.toArray(String[]::new))
                .orFail();
        String holder = machine.out("systemctl", "show", "--value", "--property=MainPID", "first.service");

        Result second = machine.java(Scenario.class, "apply", "LABELLED");

        machine.sh(
                        "rm /root/waiting /usr/local/sbin/systemctl; while systemctl is-active --quiet first; do sleep 0.1; done")
                .orFail();
        assertThat(second.stderr()).contains("another apply runs on this host (process " + holder + ")");
        assertThat(machine.run(
                                "test",
                                "-e",
                                JournalStore.path(StackName.of("ci")).toString())
                        .succeeded())
                .isFalse();
        assertFinishedByTheNextApply();
    }
}
