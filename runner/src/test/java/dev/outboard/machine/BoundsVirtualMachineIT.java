package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Containers that try to take more than their daemon may have, on a whole computer with a kernel of its own: all
 * controllers of control groups are of version 2 there, and xfs has quotas. Daemon docker2 has limits, and xfs with a size
 * for each container; docker3 has ext4, which is grown.
 */
@ExtendWith(VirtualMachineCondition.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the field
class BoundsVirtualMachineIT {
    private static final String GROUP = "/sys/fs/cgroup/docker2.slice/";
    private static final long MEBIBYTE = 1L << 20;

    /** The usual one of the kernel: each of them in which something wanted to run is counted, sched-bwc.rst. */
    private static final double MICROSECONDS_PER_PERIOD = 100_000;

    private VirtualMachine machine;

    @BeforeAll
    void boot() {
        machine = VirtualMachine.boot(DebianRelease.TRIXIE, "bounds");
    }

    @AfterAll
    void close() {
        machine.close();
    }

    @Test
    @Order(1)
    void isAppliedAndRunsBesideTheFirstDaemon() {
        run("apply", "BOUNDED");

        BusyboxImage.load(machine, "docker", "busybox:1");
        BusyboxImage.load(machine, "docker2", "busybox:1");
        BusyboxImage.load(machine, "docker3", "busybox:1");
        start("docker", "first");
        start("docker2", "job");
        start("docker3", "job");
    }

    @Test
    @Order(2)
    void verificationReadsTheLimitsFromTheGroupOfAContainer() {
        assertThat(run("verify", "BOUNDED"))
                .contains(
                        "ok    docker2.slice limits containers of docker2 to CPUQuota=20% MemoryMax=256M TasksMax=256: "
                                + "/docker2.slice/docker-")
                .contains("cpu.max 20000 100000, memory.max 268435456, pids.max 256")
                .doesNotContain("FAIL");
    }

    @Test
    @Order(3)
    void whoTakesTooMuchMemoryIsKilledAndNobodyElse() {
        String others = others();

        Result greedy = machine.run(
                "docker2",
                "run",
                "--name=greedy",
                "--tmpfs=/big:size=1g",
                "busybox:1",
                "dd",
                "if=/dev/zero",
                "of=/big/file",
                "bs=1M",
                "count=512");

        assertThat(greedy.status()).as(greedy.toString()).isEqualTo(137);
        assertThat(machine.out("docker2", "inspect", "--format", "{{.State.OOMKilled}}", "greedy"))
                .isEqualTo("true");
        assertThat(numbers("memory.events").get("oom_kill")).isEqualTo(1);
        assertThat(others()).isEqualTo(others);
        machine.run("docker2", "rm", "greedy").orFail();
    }

    /** What it takes lasts, since its first process becomes a sleep without another fork. */
    @Test
    @Order(4)
    void whoForksWithoutEndIsStoppedAndTheDaemonStillEndsIt() {
        String others = others();

        machine.run(
                        "docker2",
                        "run",
                        "--detach",
                        "--name=bomb",
                        "busybox:1",
                        "sh",
                        "-c",
                        "(while :; do sleep 10000 & done); exec sleep 10000")
                .orFail();
        machine.sh("until docker2 logs bomb 2>&1 | grep \"can't fork\"; do sleep 1; done")
                .orFail();

        // where the bomb does not take a task that ended, the daemon may
        assertThat(Integer.parseInt(machine.out("cat", GROUP + "pids.current"))).isBetween(250, 256);
        assertThat(numbers("pids.events").get("max")).isPositive();
        machine.run("docker", "run", "--rm", "busybox:1", "true").orFail();
        machine.run("docker2", "rm", "--force", "bomb").orFail();
        assertThat(others()).isEqualTo(others);
        machine.run("docker2", "run", "--rm", "busybox:1", "true").orFail();
    }

    @Test
    @Order(5)
    void busyLoopsGetTheirShareOfACpu() {
        Map<String, Long> before = numbers("cpu.stat");

        machine.run(
                        "docker2",
                        "exec",
                        "job",
                        "sh",
                        "-c",
                        "timeout 20 sh -c 'while :; do :; done' & timeout 20 sh -c 'while :; do :; done'; wait; true")
                .orFail();

        Map<String, Long> after = numbers("cpu.stat");
        double periods = difference("nr_periods", before, after);
        assertThat(difference("nr_throttled", before, after)).isPositive();
        assertThat(difference("usage_usec", before, after) / (periods * MICROSECONDS_PER_PERIOD))
                .as("%s, then %s", before, after)
                .isBetween(0.10, 0.25);
    }

    @Test
    @Order(6)
    void aContainerIsHeldToItsSizeOnTheDaemonsDisk() {
        Result writer = machine.run(
                "docker2",
                "run",
                "--name=filler",
                "busybox:1",
                "sh",
                "-c",
                "dd if=/dev/zero of=/filling bs=64k count=1600; stat -c %s /filling");

        assertThat(writer.stderr()).contains("No space left on device");
        assertThat(Long.parseLong(writer.text())).isBetween(31 * MEBIBYTE, 32 * MEBIBYTE);
        assertThat(bytes("avail", "/docker2")).isGreaterThan(100 * MEBIBYTE);
        machine.run("docker2", "exec", "job", "dd", "if=/dev/zero", "of=/own", "bs=1M", "count=16")
                .orFail();
        machine.run("docker2", "rm", "filler").orFail();
    }

    @Test
    @Order(7)
    void anExt4ImageGrowsWhileAContainerRunsInIt() {
        long before = bytes("size", "/docker3");
        String started = started("docker3", "job");
        String others = others();

        assertThat(run("apply", "BOUNDED_GROWN")).contains("docker3.img: it grows from 128M to 256M");

        assertThat(bytes("size", "/docker3") - before).isBetween(110 * MEBIBYTE, 128 * MEBIBYTE);
        assertThat(machine.out("docker3", "exec", "job", "df", "-m", "/")).contains(" 2");
        assertThat(started("docker3", "job")).isEqualTo(started);
        assertThat(others()).isEqualTo(others);
    }

    private void start(String client, String name) {
        machine.run(client, "run", "--detach", "--name=" + name, "busybox:1", "sh", "-c", BusyboxImage.FOREVER)
                .orFail();
    }

    private String started(String client, String name) {
        return machine.out(client, "inspect", "--format", "{{.State.StartedAt}} {{.State.Running}}", name);
    }

    /** Which processes the daemons are, and since when their containers run. */
    private String others() {
        return machine.out("systemctl", "show", "--property=MainPID", "docker.service", "docker2.service")
                + started("docker", "first")
                + started("docker2", "job");
    }

    private Map<String, Long> numbers(String file) {
        Map<String, Long> numbers = new TreeMap<>();
        machine.read(GROUP + file)
                .lines()
                .map(line -> line.split(" "))
                .forEach(pair -> numbers.put(pair[0], Long.parseLong(pair[1])));
        return numbers;
    }

    private static double difference(String key, Map<String, Long> before, Map<String, Long> after) {
        return after.getOrDefault(key, 0L) - before.getOrDefault(key, 0L);
    }

    private long bytes(String field, String path) {
        return Long.parseLong(machine.out("df", "--block-size=1", "--output=" + field, path)
                .lines()
                .reduce((first, second) -> second)
                .orElseThrow()
                .strip());
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }
}
