package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.runner.example.ArticleStack;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A runner on the first daemon whose jobs go to the second, from an image that is loaded from a file. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class RunnerMachineTest {
    private static final String TOKEN_FILE = "/root/runner-token";
    private static final String ARCHIVE = "/root/runner.tar";
    private static final String AWAIT_RESTARTS =
            "until [ \"$(docker inspect --format '{{.RestartCount}}' runner1)\" -gt 1 ]; do sleep 0.2; done";

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private LanGitLab gitLab;
    private String token;
    private String applied;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "runner");
        BusyboxImage.load(machine, "docker", "busybox:1");
        RunnerStandIn.makeImage(machine, "gitlab/gitlab-runner:1");
        machine.sh("docker save --output " + ARCHIVE + " gitlab/gitlab-runner:1; docker rmi gitlab/gitlab-runner:1")
                .orFail();
        gitLab = LanGitLab.start(machine);
        token = gitLab.create("runner1");
        machine.write(TOKEN_FILE, token + "\n");
        applied = run("apply");
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    void runnerRunsOnTheFirstDaemonAndIsRegistered() {
        assertThat(applied).contains("ok    runner runner1").doesNotContain("FAIL");
        assertThat(machine.out("docker", "ps", "--format", "{{.Names}} {{.Image}}"))
                .contains("runner1 gitlab/gitlab-runner:1");
        assertThat(machine.out("docker2", "ps", "--all", "--quiet")).isEmpty();
    }

    @Test
    void verificationReachesGitLabFromTheSecondDaemonsContainers() {
        assertThat(applied)
                .contains(
                        "ok    containers of docker2 resolve gitlab.example.org: 203.0.113.1",
                        "ok    containers of docker2 reach gitlab.example.org:80");
    }

    @Test
    void jobsAreGivenTheSecondDaemonsSocket() {
        assertThat(machine.read("/srv/gitlab-runner/runner1/config.toml"))
                .contains("volumes = [\"/docker2/docker.sock:/var/run/docker.sock\", \"/cache\"]");
    }

    @Test
    void runnersSocketIsTheSecondDaemons() {
        assertThat(socketOfTheRunner()).isEqualTo(socketOfTheSecondDaemon());
    }

    @Test
    void runnerFollowsASocketThatAPlanMakesAnew() {
        machine.run("sed", "--in-place", "s/overlay2/vfs/", "/etc/docker2/daemon.json")
                .orFail();

        run("apply");

        assertThat(socketOfTheRunner()).isEqualTo(socketOfTheSecondDaemon());
    }

    @Test
    void runnerReadsItsConfigurationAndAsksGitLabForJobs() {
        machine.sh("until docker logs runner1 2>&1 | grep --quiet runners=1; do sleep 1; done")
                .orFail();
        String system = machine.read("/srv/gitlab-runner/runner1/.runner_system_id");

        assertThat(gitLab.runners()).singleElement().satisfies(runner -> {
            assertThat(runner.path("token").asText()).isEqualTo(token);
            assertThat(runner.path("systemIds")).extracting(id -> id.asText()).contains(system);
        });
    }

    @Test
    void secondPlanIsEmpty() {
        assertThat(run("plan")).startsWith("Plan for stack ci: nothing to do");
    }

    @Test
    void tokenIsInNoPlanEventReceiptJournalOrContainerDefinition() {
        Stream.of(
                        applied,
                        machine.out("docker", "inspect", "runner1"),
                        machine.out("docker", "events", "--since", "1h", "--until", "0s"),
                        machine.out("sh", "-c", "cat /var/lib/outboard/*"),
                        machine.out("journalctl", "--no-pager", "--boot"))
                .forEach(text -> assertThat(text).isNotEmpty().doesNotContain(token));
    }

    @Test
    void stoppedRunnerIsStartedAgain() {
        machine.run("docker", "stop", "runner1").orFail();

        assertThat(run("plan")).contains("~ container runner1: it is stopped");
        run("apply");

        assertThat(machine.out("docker", "inspect", "--format", "{{.State.Running}}", "runner1"))
                .isEqualTo("true");
    }

    @Test
    void runnerThatEndsAgainAndAgainFailsTheVerification() {
        machine.write("/root/failing-runner", "#!/bin/sh\necho 'no config today'; exit 3\n");
        machine.sh("chmod 0755 /root/failing-runner; docker cp /root/failing-runner runner1:/bin/gitlab-runner;"
                        + " docker restart --time 0 runner1; "
                        + AWAIT_RESTARTS)
                .orFail();

        assertThat(machine.out("docker", "inspect", "--format", "{{.State.Running}}", "runner1"))
                .isEqualTo("true");
        assertThat(verification().stdout())
                .contains("FAIL  container runner1 of gitlab/gitlab-runner:1 runs: it ends again and again")
                .contains("its last words: no config today");

        machine.sh("docker cp /root/gitlab-runner runner1:/bin/gitlab-runner; docker restart --time 0 runner1")
                .orFail();
    }

    @Test
    void anotherProcessThatReadsItsConfigurationIsAConflict() {
        machine.write(
                "/etc/systemd/system/gitlab-runner.service",
                "[Service]\nExecStart=/usr/bin/gitlab-runner run\n[Install]\nWantedBy=multi-user.target\n");
        machine.sh("ln -s /srv/gitlab-runner/runner1 /etc/gitlab-runner; systemctl daemon-reload;"
                        + " systemctl enable gitlab-runner.service")
                .orFail();
        assertThat(result("plan").stderr()).contains("a file that gitlab-runner.service reads as well");

        machine.sh("systemctl disable gitlab-runner.service").orFail();
        assertThat(run("plan"))
                .contains("gitlab-runner.service reads")
                .contains("must not run beside container runner1");

        machine.sh("rm /etc/gitlab-runner /etc/systemd/system/gitlab-runner.service; systemctl daemon-reload")
                .orFail();
        machine.run(
                        "docker",
                        "run",
                        "--detach",
                        "--name=of-somebody",
                        "--volume=/srv/gitlab-runner/runner1:/etc/gitlab-runner:ro",
                        "busybox:1",
                        "sh",
                        "-c",
                        BusyboxImage.FOREVER)
                .orFail();
        assertThat(result("plan").stderr())
                .contains("a file that container of-somebody of image busybox:1 reads as well");

        machine.run("docker", "rm", "--force", "of-somebody").orFail();
        assertThat(run("plan")).startsWith("Plan for stack ci: nothing to do");
    }

    @Test
    void removalTakesTheRunnerOutOfItsConfigurationAndAway() {
        run("remove");

        assertThat(machine.out("docker", "ps", "--all", "--format", "{{.Names}}"))
                .isNotEqualTo("runner1");
        assertThat(machine.read("/srv/gitlab-runner/runner1/config.toml")).doesNotContain("runner1");
        run("apply");
    }

    private String socketOfTheRunner() {
        return machine.out("docker", "exec", "runner1", "stat", "-c", "%i", "/var/run/docker.sock");
    }

    private String socketOfTheSecondDaemon() {
        return machine.out("stat", "-c", "%i", "/docker2/docker.sock");
    }

    private String run(String verb) {
        return result(verb).orFail().text();
    }

    private Result verification() {
        return result("verify");
    }

    private Result result(String verb) {
        return machine.java(
                ArticleStack.class,
                verb,
                "--gitlab",
                LanGitLab.URL,
                "--token-file",
                TOKEN_FILE,
                "--runner-image",
                ARCHIVE);
    }
}
