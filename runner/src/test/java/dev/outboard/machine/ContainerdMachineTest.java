package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

/** A second daemon that shares no containerd with the first, and where its images really lie. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ContainerdMachineTest {
    private static final int AFTER_ALL_OTHERS = Order.DEFAULT + 1;
    private static final int LAST = AFTER_ALL_OTHERS + 1;

    /** Megabytes of the first daemon and of the host's containerd together, and those of the second daemon. */
    private static final String SIZES = "du --summarize --block-size=1M --total /var/lib/docker /var/lib/containerd"
            + " | sed -n 's/\\ttotal$//p'; du --summarize --block-size=1M /docker2 | cut --fields=1";

    /** An image of 12 MB, of which no store can make less. */
    private static final String LOAD = """
            root=$(mktemp --directory)
            trap 'rm -r "$root"' EXIT
            head --bytes=12M /dev/urandom >"$root/ballast"
            tar --directory "$root" --create . | docker2 import - ballast:1
            """;

    private static final int BALLAST = 12;

    @Parameter
    private DebianRelease release;

    private Machine machine;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "containerd");
        run("apply", "OWN_CONTAINERD");
        BusyboxImage.load(machine, "docker", "busybox:1");
        BusyboxImage.load(machine, "docker2", "busybox:1");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    void imagesAndContainersLieBelowTheRootAndInANamespaceOfItsOwn() {
        assertThat(grownByAnImage()).isGreaterThanOrEqualTo(BALLAST);
        assertThat(run("verify", "OWN_CONTAINERD"))
                .contains("ok    images and containers of docker2 lie below /docker2")
                .contains("namespace docker2 of the containerd in /run/docker2/containerd/daemon")
                .doesNotContain("FAIL");
    }

    @Test
    void secondPlanIsEmpty() {
        assertThat(run("plan", "OWN_CONTAINERD")).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    void containersOutliveEveryRestart() {
        start("docker", "c1");
        start("docker2", "c2");
        String started = startOf("docker2", "c2");

        for (String unit : List.of("docker2", "docker2-containerd", "containerd", "docker")) {
            // the daemon restarts with what it requires, and systemctl does not wait for that
            machine.sh(
                            "systemctl reset-failed 'docker*.service' 'docker*.socket'; systemctl restart \"$1\"; systemctl start docker2",
                            unit)
                    .orFail();
            assertThat(machine.out("docker2", "exec", "c2", "echo", "alive"))
                    .as("c2 after a restart of %s", unit)
                    .isEqualTo("alive");
        }

        assertThat(startOf("docker2", "c2")).isEqualTo(started);
        machine.run("docker", "rm", "--force", "c1").orFail();
        machine.run("docker2", "rm", "--force", "c2").orFail();
    }

    @Test
    void repairsAContainerdThatWasStoppedAndReconfigured() {
        machine.sh("echo oom_score = 1 >>/etc/docker2/containerd.toml; systemctl stop docker2-containerd")
                .orFail();

        assertThat(run("apply", "OWN_CONTAINERD"))
                .contains("~ file /etc/docker2/containerd.toml", "~ docker2-containerd.service: to run");
        assertThat(run("plan", "OWN_CONTAINERD")).contains("nothing to do");
        assertThat(machine.out("systemctl", "is-active", "docker2")).isEqualTo("active");
    }

    @Test
    void changeOfContainerdIsRefusedWhileContainersRun() {
        start("docker2", "c2");

        Result refusal = machine.java(Scenario.class, "plan", "NETWORKD");

        assertThat(refusal.stderr()).contains("containerd from OWN to SYSTEM", "1 running containers", "docker2 stop");
        machine.run("docker2", "rm", "--force", "c2").orFail();
    }

    @Test
    void embeddedContainerdIsRefusedWhereTheEngineWouldTakeTheHosts() {
        assertThat(machine.java(Scenario.class, "plan", "EMBEDDED_CONTAINERD").stderr())
                .contains("/run/containerd/containerd.sock", "containerd(OWN)");
    }

    @Test
    void containerdKeepsTheImagesBelowTheRootToo() {
        if (release == DebianRelease.BOOKWORM) {
            assertThat(machine.java(Scenario.class, "plan", "CONTAINERD_STORE").stderr())
                    .contains("CONTAINERD on Docker 20.10", "Docker 24.0 or newer");
            return;
        }
        run("apply", "CONTAINERD_STORE");

        assertThat(machine.out("docker2", "info", "--format", "{{.Driver}} {{.DriverStatus}}"))
                .isEqualTo("overlayfs [[driver-type io.containerd.snapshotter.v1]]");
        assertThat(grownByAnImage()).isGreaterThanOrEqualTo(BALLAST);
        assertThat(run("verify", "CONTAINERD_STORE")).doesNotContain("FAIL");
        assertThat(imageIdOfANewContainer())
                .as("by which it is told that a tag has moved")
                .isEqualTo(machine.out("docker2", "image", "inspect", "--format", "{{.Id}}", "busybox:1"));

        run("apply", "OWN_CONTAINERD");
        assertThat(machine.out("docker2", "images", "--quiet", "busybox:1")).isNotEmpty();
    }

    @Test
    @Order(AFTER_ALL_OTHERS)
    void everythingIsBackAfterReboot() {
        machine.reboot();

        assertThat(run("plan", "OWN_CONTAINERD")).contains("nothing to do");
        start("docker2", "c2");
        assertThat(run("verify", "OWN_CONTAINERD")).doesNotContain("FAIL");
    }

    /** With a container that runs, left by the test before. */
    @Test
    @Order(LAST)
    void removalLeavesNothingAndTheEnginesOwnContainerdTakesOverWhereThereIsNoOther() {
        run("remove", "OWN_CONTAINERD");
        assertThat(traces()).isEmpty();
        assertThat(machine.out("find", "/opt", "-mindepth", "1")).isEmpty();

        machine.sh("systemctl stop docker.socket docker containerd; rm -f /run/containerd/containerd.sock"
                        + " && systemctl mask --runtime docker.socket docker containerd")
                .orFail();
        assertThat(machine.java(Scenario.class, "plan", "NETWORKD").stderr())
                .contains("a masked containerd.service", "containerd(EMBEDDED)");
        run("apply", "EMBEDDED_CONTAINERD");
        assertThat(grownByAnImage()).isGreaterThanOrEqualTo(BALLAST);
        BusyboxImage.load(machine, "docker2", "busybox:1");
        start("docker2", "c2");
        machine.run("systemctl", "restart", "docker2").orFail();
        assertThat(machine.out("docker2", "exec", "c2", "echo", "alive")).isEqualTo("alive");
        assertThat(run("verify", "EMBEDDED_CONTAINERD"))
                .contains("namespace docker2 of the containerd in /run/docker2/containerd/daemon")
                .doesNotContain("FAIL");

        run("remove", "EMBEDDED_CONTAINERD");
        assertThat(traces()).isEmpty();
    }

    /** By how many megabytes the second daemon's root grows with an image; nothing else may grow. */
    private int grownByAnImage() {
        List<String> before = machine.sh(SIZES).orFail().text().lines().toList();
        machine.sh(LOAD).orFail();
        List<String> after = machine.sh(SIZES).orFail().text().lines().toList();
        machine.run("docker2", "rmi", "ballast:1").orFail();
        assertThat(after.get(0)).as("size of what is the first daemon's").isEqualTo(before.get(0));
        return Integer.parseInt(after.get(1)) - Integer.parseInt(before.get(1));
    }

    private String imageIdOfANewContainer() {
        BusyboxImage.load(machine, "docker2", "busybox:1");
        machine.run("docker2", "create", "--name=c3", "busybox:1").orFail();
        return machine.out("docker2", "inspect", "--format", "{{.Image}}", "c3");
    }

    private void start(String client, String name) {
        machine.run(
                        client,
                        "run",
                        "--detach",
                        "--init=false",
                        "--name",
                        name,
                        "busybox:1",
                        "sh",
                        "-c",
                        BusyboxImage.FOREVER)
                .orFail();
    }

    private String startOf(String client, String name) {
        return machine.out(client, "inspect", "--format", "{{.State.StartedAt}}", name);
    }

    /** What is left of the second daemon: files, mounts, processes and units. */
    private String traces() {
        return machine.sh("find / -xdev -name '*docker2*' -not -path '/proc/*' -not -path '/var/log/*'"
                        + " -not -path '/run/containerd/*' -not -path '/var/lib/containerd/*' -not -path '/tmp/*';"
                        + " grep docker2 /proc/mounts || true; pgrep --list-full --full '[d]ocker2/' || true;"
                        + " systemctl list-units --all --no-legend 'docker2*'")
                .orFail()
                .text();
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }
}
