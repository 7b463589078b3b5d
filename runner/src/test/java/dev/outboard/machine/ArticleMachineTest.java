package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.runner.example.ArticleStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job, on every Debian: the article's stack by systemd-networkd, from nothing to a daemon that comes back. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ArticleMachineTest {
    @Parameter
    private DebianRelease release;

    private Machine machine;
    private String applied;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "article");
        applied = machine.java(ArticleStack.class, "apply").orFail().text();
        BusyboxImage.load(machine, "docker", "busybox:1");
        BusyboxImage.load(machine, "docker2", "busybox:1");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    void applyShowsItsPlanAndProvesTheResult() {
        assertThat(applied)
                .contains("Plan for stack ci: ", "+ file /etc/systemd/system/docker2.service")
                .contains("ok    docker2 answers on /docker2/docker.sock as it was specified")
                .contains("ok    stack ci is as planned")
                .doesNotContain("FAIL");
    }

    @Test
    void secondDaemonHasItsOwnRootAndBridge() {
        assertThat(machine.out("docker2", "info", "--format", "{{.DockerRootDir}}"))
                .isEqualTo("/docker2/graph");
        assertThat(machine.out("docker2", "network", "inspect", "bridge")).contains("\"Subnet\": \"10.9.0.0/16\"");
    }

    @Test
    void containerStartedWithTheWrapperShowsOnTheSecondDaemonOnly() {
        machine.run("docker2", "run", "--detach", "--name", "job", "busybox:1", "sleep", "600")
                .orFail();

        assertThat(machine.out("docker2", "ps", "-a", "--format", "{{.Names}}")).contains("job");
        assertThat(machine.out("docker", "ps", "-a", "--format", "{{.Names}}")).doesNotContain("job");

        machine.run("docker2", "rm", "--force", "job").orFail();
    }

    @Test
    void containerOfTheFirstDaemonDoesNotShowOnTheSecond() {
        machine.run("docker", "run", "--detach", "--name", "production", "busybox:1", "sleep", "600")
                .orFail();

        assertThat(machine.out("docker", "ps", "-a", "--format", "{{.Names}}")).contains("production");
        assertThat(machine.out("docker2", "ps", "-a", "--format", "{{.Names}}")).doesNotContain("production");

        machine.run("docker", "rm", "--force", "production").orFail();
    }

    @Test
    void imagesLieBelowTheSecondDaemonsRoot() {
        assertThat(machine.out("docker2", "info", "--format", "{{.Driver}}")).isEqualTo("overlay2");
        assertThat(machine.out("sh", "-c", "ls /docker2/graph/overlay2 | grep -vc '^l$'"))
                .isNotEqualTo("0");
    }

    @Test
    void secondPlanIsEmpty() {
        assertThat(plan()).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    void everythingIsBackAfterReboot() {
        machine.reboot();

        assertThat(machine.out("systemctl", "is-active", "docker2.socket", "docker2.service"))
                .isEqualTo("active\nactive");
        assertThat(plan()).isEqualTo("Plan for stack ci: nothing to do");
        assertThat(verification()).doesNotContain("FAIL");
    }

    @Test
    void repairsAFileEditedByHandAndRestartsTheDaemonForIt() {
        machine.run("sed", "--in-place", "s/overlay2/vfs/", "/etc/docker2/daemon.json")
                .orFail();

        assertThat(plan())
                .contains(
                        "~ file /etc/docker2/daemon.json", "+  \"storage-driver\": \"overlay2\"", "! docker2.service");
        repair();
    }

    @Test
    void repairsAStoppedDaemon() {
        machine.run("systemctl", "stop", "docker2.service").orFail();

        assertThat(plan()).contains("docker2.service");
        repair();
    }

    @Test
    void repairsADeletedBridge() {
        machine.run("ip", "link", "delete", "docker1").orFail();

        assertThat(plan()).contains("docker1");
        repair();
        assertThat(machine.out("ip", "-brief", "address", "show", "docker1")).contains("10.9.0.1/16");
    }

    private void repair() {
        machine.java(ArticleStack.class, "apply").orFail();
        assertThat(plan()).isEqualTo("Plan for stack ci: nothing to do");
    }

    private String plan() {
        return machine.java(ArticleStack.class, "plan").orFail().text();
    }

    private String verification() {
        return machine.java(ArticleStack.class, "verify").orFail().text();
    }
}
