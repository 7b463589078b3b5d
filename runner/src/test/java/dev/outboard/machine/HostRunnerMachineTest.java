package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A runner that is a process of the host and was made through GitLab's API, from nothing to its removal. The host has no first
 * daemon, and GitLab a certificate whose authority only the runner's spec has.
 */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // the first method sets the fields
class HostRunnerMachineTest {
    private static final String CONFIGURATION = "/srv/gitlab-runner/ci-runner/config.toml";

    @TempDir
    static Path directory;

    private Machine machine;
    private LanGitLab gitLab;
    private Result unanswered;
    private List<String> descriptionsAfterwards;
    private String applied;

    @BeforeAll
    void apply() {
        machine = Machine.boot(DebianRelease.TRIXIE, "host-runner");
        BusyboxImage.load(machine, "docker", "busybox:1");
        machine.run("docker", "save", "--output", "/root/busybox.tar", "busybox:1")
                .orFail();
        machine.sh("systemctl stop docker.socket docker.service; systemctl mask docker.socket docker.service")
                .orFail();
        RunnerStandIn.write(machine, "/usr/bin/gitlab-runner");
        gitLab = LanGitLab.startWithTls(machine, directory.resolve("gitlab.p12"), "/root/gitlab-authority.pem");
        machine.lanServer(LanProxy.class, Machine.LAN_ADDRESS, "3128", "gitlab.example.org", Machine.LAN_ADDRESS);
        TlsRegistry.start(machine, directory, 5000, false);
        machine.write("/root/access-token", gitLab.accessToken() + "\n");
        gitLab.failNext("CREATE", "lose");
        unanswered = machine.java(Scenario.class, "apply", Scenario.HOST_RUNNER.name());
        descriptionsAfterwards = gitLab.runners().stream()
                .map(runner -> runner.path("description").asText())
                .toList();
        applied = run("apply", Scenario.HOST_RUNNER);
    }

    @AfterAll
    void close() {
        machine.close();
    }

    private String run(String verb, Scenario scenario) {
        return machine.java(Scenario.class, verb, scenario.name()).orFail().text();
    }

    private String token() {
        return machine.out("sed", "-n", "s/^ *token = \"\\(.*\\)\"$/\\1/p", CONFIGURATION);
    }

    private String processId() {
        return machine.out("systemctl", "show", "--property", "MainPID", "--value", "ci-runner.service");
    }

    @Test
    @Order(1)
    void runnerThatGitLabMadeAsksItForJobs() {
        machine.sh(LanGitLab.AWAIT_JOB_REQUEST).orFail();

        assertThat(gitLab.runners()).singleElement().satisfies(runner -> {
            assertThat(runner.path("description").asText()).isEqualTo("runner1");
            assertThat(runner.path("tags").asText()).isEqualTo("host");
            assertThat(runner.path("token").asText()).isEqualTo(token());
        });
    }

    @Test
    @Order(1)
    void runnerThatGitLabMadeAndDidNotTellOfIsDeletedAsTheApplyIsTakenBack() {
        assertThat(unanswered.stderr()).contains("create runner \"runner1\"", "the connection broke off");
        assertThat(descriptionsAfterwards).isEmpty();
    }

    @Test
    @Order(1)
    void secondDaemonHasTheImagesOfJobsBeforeTheFirstOne() {
        assertThat(machine.out("docker2", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}"))
                .contains("busybox:1", Scenario.REGISTRY + "/tools:1");
    }

    @Test
    @Order(1)
    void pullToldHowFarItWas() {
        assertThat(unanswered.stdout())
                .containsSubsequence(
                        "$ docker --host unix:///docker2/docker.sock pull " + Scenario.REGISTRY + "/tools:1",
                        "1 of 2 layers, ",
                        "2 of 2 layers, 6 of 6 MB");
    }

    @Test
    @Order(1)
    void verificationProvesThatJobsUseTheSecondDaemon() {
        assertThat(run("verify", Scenario.HOST_RUNNER))
                .contains(
                        "ok    jobs of runner1 use docker2 by /var/run/docker.sock: it answers, with root /docker2/graph")
                .contains("ok    unit ci-runner.service runs")
                .contains("is registered: GitLab knows it as number 2")
                .doesNotContain("FAIL");
    }

    @Test
    @Order(1)
    void secondPlanIsEmpty() {
        assertThat(run("plan", Scenario.HOST_RUNNER)).startsWith("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(1)
    void bothReachGitLabByTheProxy() {
        int before = tunnels();
        run("plan", Scenario.HOST_RUNNER);
        assertThat(tunnels()).isGreaterThan(before);

        machine.sh("""
                tunnels() { busybox wget -q -O - "$1"; }
                before=$(tunnels "$1")
                until [ "$(tunnels "$1")" -gt "$before" ]; do sleep 1; done
                """, Scenario.PROXY + "/").orFail();
    }

    private int tunnels() {
        return Integer.parseInt(machine.out("busybox", "wget", "-q", "-O", "-", Scenario.PROXY + "/"));
    }

    @Test
    @Order(1)
    void firstDaemonIsMissedByNobody() {
        assertThat(machine.sh("test -e /run/docker.pid").succeeded()).isFalse();
        assertThat(machine.sh("systemctl is-active docker.socket docker.service")
                        .stdout())
                .doesNotContain("\nactive");
    }

    @Test
    @Order(1)
    void planTellsOfAGitLabThatDoesNotAnswer() {
        gitLab.failNext("VERIFY", "silence");

        assertThat(run("plan", Scenario.HOST_RUNNER))
                .startsWith("Plan for stack ci: nothing to do")
                .contains("what GitLab has of runner1 is not known");
    }

    @Test
    @Order(2)
    void unitThatEndsAgainAndAgainFailsTheVerification() {
        machine.sh("""
                mv /usr/bin/gitlab-runner /root/gitlab-runner
                printf '#!/bin/sh\\necho no config today; exit 3\\n' >/usr/bin/gitlab-runner
                chmod 0755 /usr/bin/gitlab-runner
                systemctl kill ci-runner.service
                until systemctl show --property SubState ci-runner.service | grep --quiet auto-restart; do sleep 0.2; done
                """).orFail();

        assertThat(machine.java(Scenario.class, "verify", Scenario.HOST_RUNNER.name())
                        .stdout())
                .contains("FAIL  unit ci-runner.service runs: ", "its last words: ");

        machine.sh("mv /root/gitlab-runner /usr/bin/gitlab-runner; systemctl restart ci-runner.service")
                .orFail();
    }

    @Test
    @Order(2)
    void applyFailsWithGitLabsWordsWhenItRefuses() {
        gitLab.failNext("UPDATE", "403");

        Result refused = machine.java(Scenario.class, "apply", Scenario.HOST_RUNNER_LIMITED.name());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.stderr()).contains("403", "manage_runner");
        assertThat(gitLab.runners().get(0).path("tags").asText()).isEqualTo("host");
    }

    @Test
    @Order(2)
    void applyWaitsNoLongerForGitLabThanItsPatience() {
        int asked = gitLab.calls("UPDATE");
        gitLab.failNext("UPDATE", 429, 3600);

        Result refused = machine.java(Scenario.class, "apply", Scenario.HOST_RUNNER_LIMITED.name());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.stderr()).contains("429", "GitLab asks to wait 3600 s");
        assertThat(gitLab.calls("UPDATE")).isEqualTo(asked + 1);
    }

    @Test
    @Order(3)
    void changesGoToGitLabAndToTheFileWithoutARestartAlsoIfItFailsAtFirst() {
        String before = processId();
        int asked = gitLab.calls("UPDATE");
        gitLab.failNext("UPDATE", 429, 1);
        gitLab.failNext("UPDATE", "408");
        gitLab.failNext("UPDATE", "500");
        gitLab.failNext("UPDATE", "drop");

        run("apply", Scenario.HOST_RUNNER_LIMITED);

        assertThat(gitLab.calls("UPDATE")).isEqualTo(asked + 5);
        assertThat(gitLab.runners().get(0).path("tags").asText()).isEqualTo("host,small");
        assertThat(machine.read(CONFIGURATION)).contains("memory = \"256m\"");
        assertThat(processId()).isEqualTo(before);
    }

    @Test
    @Order(4)
    void rotatedTokenIsTheOneThatGitLabKnowsAndThePlanTellsWhenItEnds() {
        String before = token();
        gitLab.expireTokensAt(Instant.parse("2099-01-02T03:04:05Z"));

        run("rotate", Scenario.HOST_RUNNER_LIMITED);

        assertThat(token()).isNotEqualTo(before);
        assertThat(gitLab.runners().get(0).path("token").asText()).isEqualTo(token());
        assertThat(run("plan", Scenario.HOST_RUNNER_LIMITED))
                .startsWith("Plan for stack ci: nothing to do")
                .contains("the token of runner1 expires at 2099-01-02T03:04:05Z; rotateToken() gets a new one");
    }

    @Test
    @Order(4)
    void tokensAreInNoEventReceiptUnitOrJournal() {
        String everything = unanswered.text()
                + unanswered.stderr()
                + applied
                + machine.out("sh", "-c", "cat /var/lib/outboard/* /etc/systemd/system/ci-runner.service")
                + machine.out("journalctl", "--no-pager", "--boot")
                + machine.out("systemctl", "show", "ci-runner.service");

        assertThat(everything).isNotEmpty().doesNotContain(token()).doesNotContain(gitLab.accessToken());
    }

    @Test
    @Order(4)
    void tokensAreInNoFileButTheConfigurationAndInNoCommandLine() {
        machine.write("/root/canaries", token() + "\n" + gitLab.accessToken() + "\n");

        assertThat(machine.sh("grep -rlsF -f /root/canaries /etc /home /opt /run /srv /tmp /usr/local /var")
                        .stdout()
                        .lines())
                .containsExactly(CONFIGURATION);
        assertThat(machine.sh("cat /proc/[0-9]*/cmdline /proc/1/environ | grep -acF -f /root/canaries")
                        .stdout())
                .isEqualTo("0\n");
        assertThat(machine.out("stat", "--format", "%a %U:%G", CONFIGURATION)).isEqualTo("600 root:root");
    }

    @Test
    @Order(5)
    void jobEndsBeforeItsDaemonIsRestartedAndTheRunnerComesBackAfterIt() {
        String before = processId();
        startJobThatEnds();

        String restarted = run("apply", Scenario.HOST_RUNNER_RELABELLED);

        assertThat(restarted)
                .containsSubsequence(
                        "! ci-runner.service: docker2 is restarted, which its jobs would not outlive",
                        "waits up to 2 min for",
                        "! docker2.service",
                        "! ci-runner.service: it comes back after its daemon");
        assertThat(machine.sh("""
                        ended=$(stat -c %Y /run/job-ended)
                        started=$(date +%s --date "$(systemctl show --property ActiveEnterTimestamp --value docker2)")
                        [ "$ended" -le "$started" ]
                        """).succeeded()).isTrue();
        assertThat(machine.out("systemctl", "is-active", "ci-runner.service")).isEqualTo("active");
        assertThat(processId()).isNotEqualTo(before);
        assertThat(run("plan", Scenario.HOST_RUNNER_RELABELLED)).startsWith("Plan for stack ci: nothing to do");
    }

    private void startJobThatEnds() {
        machine.sh("""
                rm -f /run/job-ended
                touch /run/job
                systemd-run --quiet sh -c 'sleep 5; date >/run/job-ended; rm /run/job'
                """).orFail();
    }

    @Test
    @Order(6)
    void jobThatTakesTooLongIsNamedAndGivenUp() {
        String before = processId();
        machine.run("touch", "/run/job").orFail();
        startJobContainer("ours", 7, token().substring("glrt-".length(), "glrt-".length() + 9));
        startJobContainer("others", 8, "another12");

        String restarted = run("apply", Scenario.HOST_RUNNER_IMPATIENT);

        assertThat(restarted)
                .contains(
                        "runner ci-runner.service did not end within 2 s, so it is given up: job 7 of project 3 (ours)")
                .doesNotContain("job 8");
        assertThat(machine.out("journalctl", "--no-pager", "--boot", "--unit=ci-runner.service"))
                .doesNotContain("status=9/KILL");
        assertThat(processId()).isNotEqualTo(before).isNotEqualTo("0");
        machine.sh("rm /run/job; docker2 rm --force ours others").orFail();
    }

    private void startJobContainer(String name, int job, String runner) {
        machine.run(
                        "docker2",
                        "run",
                        "--detach",
                        "--name=" + name,
                        "--label=com.gitlab.gitlab-runner.managed=true",
                        "--label=com.gitlab.gitlab-runner.job.id=" + job,
                        "--label=com.gitlab.gitlab-runner.project.id=3",
                        "--label=com.gitlab.gitlab-runner.runner.id=" + runner,
                        "busybox:1",
                        "sh",
                        "-c",
                        BusyboxImage.FOREVER)
                .orFail();
    }

    @Test
    @Order(7)
    void removalWaitsForTheJobThatRunsAndDeletesTheRunnerInGitLab() {
        run("apply", Scenario.HOST_RUNNER_RELABELLED);
        startJobThatEnds();
        int byNumber = gitLab.calls("DELETE");

        run("remove", Scenario.HOST_RUNNER_RELABELLED);

        assertThat(machine.sh("test -s /run/job-ended").succeeded()).isTrue();
        assertThat(machine.sh("test -e /etc/systemd/system/ci-runner.service").succeeded())
                .isFalse();
        assertThat(gitLab.runners()).isEmpty();
        assertThat(gitLab.calls("DELETE")).isEqualTo(byNumber + 1);
        assertThat(machine.sh("test -e /srv/gitlab-runner").succeeded()).isFalse();
    }
}
