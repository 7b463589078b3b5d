package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness itself. */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HarnessMachineTest {
    private static final String BOOT_ID = "/proc/sys/kernel/random/boot_id";

    private Machine machine;

    @BeforeAll
    void boot() {
        machine = Machine.boot(DebianRelease.BOOKWORM, "harness");
    }

    @AfterAll
    void close() {
        machine.close();
    }

    @ParameterizedTest
    @EnumSource
    void runsContainersOnRealSystemd(DebianRelease release) {
        try (Machine other = Machine.boot(release, "docker")) {
            assertThat(other.read("/proc/1/comm")).isEqualTo("systemd\n");
            assertThat(other.out("systemctl", "is-system-running")).isEqualTo("running");
            assertThat(other.read("/etc/os-release")).contains(release.suite());
            assertThat(other.out("docker", "info", "--format", "{{.Driver}}")).isEqualTo("overlay2");
            BusyboxImage.load(other, "docker", "busybox:1");
            assertThat(other.out("docker", "run", "--rm", "busybox:1", "echo", "afloat"))
                    .isEqualTo("afloat");
            assertThat(other.java(Greeter.class, release.suite()).orFail().text())
                    .isEqualTo("Java " + Runtime.version() + " on " + release.suite());
        }
    }

    @Test
    void reportsExitStatusAndBothStreams() {
        Result result = machine.sh("echo \"$1\"; echo \"$2\" >&2; exit 3", "out", "err");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
    }

    @Test
    void failsWithAllThatTheCommandSaid() {
        assertThatThrownBy(() -> machine.out("ls", "/nowhere"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("command \"ls /nowhere\": exit status 2")
                .hasMessageContaining("No such file or directory");
    }

    @Test
    void runsCommandsInControlGroupsOfTheMachine() {
        assertThat(machine.out("cat", "/proc/self/cgroup")).contains(":/system.slice/run-");
    }

    @Test
    void writesThroughLinksOfTheMachine() {
        machine.sh("ln -s /etc/target /root/link").orFail();

        machine.write("/root/link", "text\n");

        assertThat(machine.read("/etc/target")).isEqualTo("text\n");
        assertThat(Path.of("/etc/target")).doesNotExist();
    }

    @Test
    void keepsFilesOverReboot() {
        String firstBoot = machine.read(BOOT_ID);
        machine.write("/root/kept", "kept\n");
        machine.run("ip", "link", "add", "docker1", "type", "bridge").orFail();

        machine.reboot();

        assertThat(machine.read(BOOT_ID)).isNotEqualTo(firstBoot);
        assertThat(machine.read("/root/kept")).isEqualTo("kept\n");
        assertThat(machine.read("/sys/class/net/host0/operstate")).isEqualTo("up\n");
        assertThat(machine.run("ip", "link", "show", "docker1").succeeded()).isFalse();
    }

    @Test
    void bootsAfterPowerCut() {
        machine.write("/root/kept", "kept\n");

        machine.kill();
        machine.reboot();

        assertThat(machine.read("/root/kept")).isEqualTo("kept\n");
        assertThat(machine.out("systemctl", "is-active", "docker")).isEqualTo("active");
    }

    @Test
    void reachesTheLanAndIsReachedFromIt() {
        assertThat(machine.out("busybox", "ping", "-c", "1", Machine.LAN_ADDRESS))
                .contains(" 0% packet loss");
        assertThat(machine.lan("busybox", "ping", "-c", "1", Machine.ADDRESS)
                        .orFail()
                        .text())
                .contains(" 0% packet loss");
    }

    @Test
    void keepsMachinesApart() {
        try (Machine other = Machine.boot(DebianRelease.BOOKWORM, "other")) {
            assertThat(other.out("hostname")).isEqualTo("other");
            assertThat(machine.out("hostname")).isEqualTo("harness");
            assertThat(other.read("/etc/machine-id")).isNotEqualTo(machine.read("/etc/machine-id"));

            other.run("systemctl", "stop", "docker.socket", "docker.service").orFail();

            assertThat(machine.out("systemctl", "is-active", "docker")).isEqualTo("active");
        }
    }

    @Test
    void leavesNothingBehind() {
        try (Machine gone = Machine.boot(DebianRelease.BOOKWORM, "gone")) {
            assertThat(gone.out("hostname")).isEqualTo("gone");
            assertThat(traces("gone")).hasSizeGreaterThan(1);
        }

        assertThat(traces("gone")).isEmpty();
    }

    @Test
    void twoRunsRemoveTheSameLeftoversAtOnce() {
        List<ControlGroup> groups = IntStream.range(0, 50)
                .mapToObj(number -> ControlGroup.create("outboard-harness-" + number + "-leftover"))
                .toList();

        Stream.of(groups, groups).parallel().forEach(run -> run.forEach(ControlGroup::remove));

        assertThat(traces("-leftover")).isEmpty();
    }

    /** Directories, control groups and processes on this computer that carry a machine's name. */
    private static List<String> traces(String name) {
        Stream<String> directories = Stream.concat(
                        ControlGroup.hierarchies(),
                        Stream.of(Path.of("/run/netns"), Path.of("/run/systemd/nspawn/propagate"), Path.of("/var/tmp")))
                .flatMap(HarnessMachineTest::children)
                .map(Path::toString)
                .filter(path -> path.endsWith(name));
        Stream<String> processes = ProcessHandle.current()
                .descendants()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.contains("--machine=" + name));
        return Stream.concat(directories, processes).toList();
    }

    private static Stream<Path> children(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList().stream();
        } catch (IOException missing) {
            return Stream.empty();
        }
    }

    /** Runs in the machine. */
    static final class Greeter {
        private Greeter() {}

        public static void main(String[] arguments) {
            System.out.println("Java " + Runtime.version() + " on " + arguments[0]);
        }
    }
}
