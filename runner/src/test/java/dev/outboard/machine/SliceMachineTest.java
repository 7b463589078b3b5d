package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The second daemon and its containers are in a slice of their own, and its limits bound them where the machine has
 * controllers. A machine of a release that needs the one hierarchy has none on a computer whose controllers are in
 * hierarchies of version 1: there, limits are refused.
 */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class SliceMachineTest {
    private static final String GROUP_OF = """
            cat "/proc/$(docker2 inspect --format '{{.State.Pid}}' "$1")/cgroup"
            """;
    private static final String CONTROLLERS = """
            if [ -e /sys/fs/cgroup/cgroup.controllers ]
            then cat /sys/fs/cgroup/cgroup.controllers
            else find /sys/fs/cgroup -mindepth 1 -maxdepth 1 -printf '%f '
            fi
            """;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private boolean hasControllers;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "slice");
        // systemd looks for controllers only when it starts, when those of version 1 were still read-only
        machine.run("systemctl", "daemon-reexec").orFail();
        hasControllers = machine.sh(CONTROLLERS).orFail().text().contains("memory");
        run("apply", "NETWORKD");
        BusyboxImage.load(machine, "docker2", "busybox:1");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    @Order(1)
    void aContainerOfAnEngineThatMadeItsGroupsItselfLivesThroughTheChange() {
        String configuration = machine.read("/etc/docker2/daemon.json");
        machine.write(
                "/etc/docker2/daemon.json",
                configuration
                        .replace("native.cgroupdriver=systemd", "native.cgroupdriver=cgroupfs")
                        .replace("\"cgroup-parent\": \"docker2.slice\"", "\"cgroup-parent\": \"\""));
        machine.run("systemctl", "restart", "docker2").orFail();
        start("old");
        assertThat(group("old")).doesNotContain("docker2.slice");
        String started = started("old");

        assertThat(run("apply", "NETWORKD")).contains("! docker2.service: ");

        assertThat(started("old")).isEqualTo(started);
        assertThat(machine.out("docker2", "exec", "old", "echo", "alive")).isEqualTo("alive");
        machine.run("docker2", "restart", "--time", "0", "old").orFail();
        assertThat(group("old")).contains(":/docker2.slice/docker-");
        machine.run("docker2", "rm", "--force", "old").orFail();
    }

    @Test
    @Order(2)
    void daemonAndContainersAreInTheSlice() {
        start("job");

        assertThat(group("job")
                        .lines()
                        .filter(line -> hasControllers || line.startsWith("0::"))
                        .filter(line -> line.matches("[0-9]+:(|.*(cpu|memory|pids|blkio).*):.*")))
                .isNotEmpty()
                .allMatch(line -> line.contains(":/docker2.slice/docker-"));
        assertThat(machine.out("systemctl", "show", "--property=ControlGroup", "--value", "docker2.service"))
                .isEqualTo("/docker2.slice/docker2.service");
        assertThat(run("verify", "NETWORKD")).contains("ok    containers of docker2 are in docker2.slice: /docker2");
        assertThat(run("plan", "NETWORKD")).contains("nothing to do");
    }

    @Test
    @Order(3)
    void limitsAreSetWithoutARestartOrRefused() {
        if (!hasControllers) {
            assertThat(machine.java(Scenario.class, "plan", "LIMITED").stderr())
                    .contains("daemon docker2: resourceLimits: memoryMax: found", "the controller \"memory\"");
            return;
        }
        String started = started("job");
        String daemon = machine.out("systemctl", "show", "--property=MainPID", "docker2");

        assertThat(run("apply", "LIMITED")).contains("sets the limits of docker2.slice without a restart");

        assertThat(run("verify", "LIMITED"))
                .contains("ok    docker2.slice limits containers of docker2 to CPUQuota=20% MemoryMax=256M TasksMax=128"
                        + " IOWeight=50: /docker2.slice/docker-")
                .containsAnyOf("io.weight default 50", "io.bfq.weight default 50", "blkio.bfq.weight 113");
        assertThat(run("plan", "LIMITED")).contains("nothing to do");
        assertThat(started("job")).isEqualTo(started);
        assertThat(machine.out("systemctl", "show", "--property=MainPID", "docker2"))
                .isEqualTo(daemon);
    }

    @Test
    @Order(4)
    void aContainerThatTakesMoreTimeIsThrottled() {
        if (hasControllers) {
            machine.run("docker2", "exec", "job", "timeout", "2", "sh", "-c", "while :; do :; done");

            assertThat(machine.sh(
                                    "cat /sys/fs/cgroup/docker2.slice/cpu.stat || cat /sys/fs/cgroup/cpu/docker2.slice/cpu.stat")
                            .text())
                    .containsPattern("nr_throttled [1-9]");
        }
    }

    @Test
    @Order(5)
    void verificationSeesLimitsThatSomebodyElseSet() {
        if (hasControllers) {
            machine.run("systemctl", "set-property", "docker2.slice", "TasksMax=4000")
                    .orFail();

            assertThat(run("verify", "LIMITED"))
                    .contains("FAIL  docker2.slice limits", "pids.max is 4000, expected 128");

            machine.run("systemctl", "revert", "docker2.slice").orFail();
        }
    }

    @Test
    @Order(6)
    void removalTakesTheSliceAway() {
        run("remove", "NETWORKD");

        assertThat(machine.out("systemctl", "show", "--property=ActiveState", "docker2.slice"))
                .isEqualTo("ActiveState=inactive");
        assertThat(machine.sh("find /etc/systemd /run/systemd/transient -name 'docker2*'")
                        .text())
                .isEmpty();
    }

    private void start(String name) {
        machine.run("docker2", "run", "--detach", "--name=" + name, "busybox:1", "sh", "-c", BusyboxImage.FOREVER)
                .orFail();
    }

    private String started(String name) {
        return machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", name);
    }

    private String group(String name) {
        return machine.sh(GROUP_OF, name).orFail().text();
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }
}
