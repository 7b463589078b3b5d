package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A daemon with storage of its own, which was grown while one of its containers ran. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class StorageMachineTest {
    private static final String IMAGE = "/var/lib/outboard/docker2.img";
    private static final long MEBIBYTE = 1L << 20;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private long sizeBefore;
    private List<String> startsBefore;
    private String growth;

    @BeforeParameterizedClassInvocation
    void applyAndGrow() {
        machine = Machine.boot(release, "storage");
        machine.java(Scenario.class, "apply", "STORED").orFail();
        BusyboxImage.load(machine, "docker", "busybox:1");
        BusyboxImage.load(machine, "docker2", "busybox:1");
        machine.run(
                        "docker2",
                        "run",
                        "--detach",
                        "--restart",
                        "always",
                        "--name",
                        "c2",
                        "busybox:1",
                        "sh",
                        "-c",
                        BusyboxImage.FOREVER)
                .orFail();
        sizeBefore = size();
        startsBefore = starts();
        growth = machine.java(Scenario.class, "apply", "GROWN").orFail().text();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    void dataIsInAFilesystemOfItsOwn() {
        assertThat(machine.out("findmnt", "--noheadings", "--output", "FSTYPE", "--mountpoint", "/docker2"))
                .isEqualTo("xfs");
        assertThat(machine.out("stat", "--format=%a %U %s", IMAGE)).isEqualTo("600 root " + 400 * MEBIBYTE);
        assertThat(run("verify"))
                .contains("ok    docker2 keeps its data in a filesystem of its own: /docker2 is xfs of " + IMAGE);
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    void itGrewWithoutInterruptingAnything() {
        assertThat(growth).contains("filesystem-image " + IMAGE + ": it grows from 320M to 400M");
        assertThat(size() - sizeBefore).isBetween(70 * MEBIBYTE, 80 * MEBIBYTE);
        assertThat(starts()).isEqualTo(startsBefore);
    }

    @Test
    void itIsNeverShrunk() {
        Result refusal = machine.java(Scenario.class, "plan", "STORED");

        assertThat(refusal.stderr()).contains("400M", "320M", "never shrunk");
    }

    @Test
    void aFullOneHurtsOnlyTheSecondDaemon() {
        long before = available("/var");

        Result writer = machine.run(
                "docker2",
                "run",
                "--name",
                "filler",
                "busybox:1",
                "dd",
                "if=/dev/zero",
                "of=/filling",
                "bs=1M",
                "count=600");

        assertThat(writer.stderr()).contains("No space left on device");
        assertThat(before - available("/var")).isLessThan(MEBIBYTE);
        assertThat(available("/docker2")).isLessThan(MEBIBYTE);
        machine.run("docker", "run", "--rm", "busybox:1", "true").orFail();
        assertThat(machine.out("docker2", "ps", "--format", "{{.Names}}")).isEqualTo("c2");
        machine.run("docker2", "rm", "filler").orFail();
        machine.run("docker2", "run", "--rm", "busybox:1", "true").orFail();
    }

    @Test
    void itIsThereAfterAReboot() {
        machine.reboot();

        assertThat(machine.out("systemctl", "is-system-running")).isEqualTo("running");
        assertThat(machine.out("docker2", "ps", "--format", "{{.Names}}")).isEqualTo("c2");
        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    void withoutItTheDaemonDoesNotStartAndTheHostDoes() {
        machine.run("mv", IMAGE, IMAGE + ".away").orFail();
        machine.reboot();

        assertThat(machine.run("docker2", "info").succeeded()).isFalse();
        assertThat(machine.run("systemctl", "start", "docker2.service").succeeded())
                .isFalse();
        assertThat(machine.out("find", "/docker2", "-mindepth", "1")).isEmpty();
        machine.run("docker", "run", "--rm", "busybox:1", "true").orFail();

        machine.run("mv", IMAGE + ".away", IMAGE).orFail();
        assertThat(run("apply")).contains("~ docker2.mount: to run");
        assertThat(machine.out("docker2", "ps", "--format", "{{.Names}}")).isEqualTo("c2");
    }

    @Test
    void aChangedUnitIsWrittenBackWithoutUnmounting() {
        List<String> before = starts();
        machine.sh("echo '# mine' >>/etc/systemd/system/docker2.mount").orFail();

        assertThat(run("apply"))
                .contains("~ file /etc/systemd/system/docker2.mount")
                .doesNotContain("! docker2");

        assertThat(run("plan")).isEqualTo("Plan for stack ci: nothing to do");
        assertThat(starts()).isEqualTo(before);
    }

    private String run(String verb) {
        return machine.java(Scenario.class, verb, "GROWN").orFail().text();
    }

    /** When the daemon and its container were started. */
    private List<String> starts() {
        return List.of(
                machine.out("systemctl", "show", "--property=ActiveEnterTimestampMonotonic", "docker2.service"),
                machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "c2"));
    }

    private long size() {
        return bytes("size", "/docker2");
    }

    private long available(String path) {
        return bytes("avail", path);
    }

    private long bytes(String field, String path) {
        return Long.parseLong(machine.out("df", "--block-size=1", "--output=" + field, path)
                .lines()
                .reduce((first, second) -> second)
                .orElseThrow()
                .strip());
    }
}
