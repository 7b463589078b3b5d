package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outboard.runner.example.ArticleStack;
import java.util.List;
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
        assertThat(machine.out("docker2", "ps", "--all", "--filter", "name=runner1", "--quiet"))
                .isEmpty();
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
    void runnerFollowsASocketThatAPlanReplaces() {
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
                        "--name=of-another",
                        "--volume=/srv/gitlab-runner/runner1:/etc/gitlab-runner:ro",
                        "busybox:1",
                        "sh",
                        "-c",
                        BusyboxImage.FOREVER)
                .orFail();
        assertThat(result("plan").stderr())
                .contains("a file that container of-another of image busybox:1 reads as well");

        machine.run("docker", "rm", "--force", "of-another").orFail();
        assertThat(run("plan")).startsWith("Plan for stack ci: nothing to do");
    }

    @Test
    void containerThatReadsTheSameFileStartsNoJobOnTheFirstDaemon() {
        prepareForMovableRunner();
        startRunnerOfOthers("/etc/gitlab-runner");

        assertThat(scenario("apply", Scenario.RUNNER_IN_CONTAINER).stderr())
                .contains("/etc/gitlab-runner/config.toml: found \"a file that container of-others of image"
                        + " gitlab/gitlab-runner:1 reads as well\"");
        assertThat(movable()).isEmpty();
        assertThat(machine.sh("test -e /etc/gitlab-runner/config.toml").succeeded())
                .isFalse();

        machine.run("docker", "rm", "--force", "of-others").orFail();
        scenario("apply", Scenario.RUNNER_IN_CONTAINER).orFail();
        machine.run("docker", "stop", "--time", "0", "movable").orFail();
        startRunnerOfOthers("/etc/gitlab-runner");
        int job = gitLab.addJob("", "true");

        assertThat(gitLab.awaitEndOfJob(job).path("state").asText()).isEqualTo("FAILED");
        assertThat(containers("docker")).doesNotContain("job-" + job);
        assertThat(scenario("verify", Scenario.RUNNER_IN_CONTAINER).stdout())
                .contains("a file that container of-others of image gitlab/gitlab-runner:1 reads as well");

        machine.run("docker", "rm", "--force", "of-others").orFail();
        removeMovableRunner();
    }

    @Test
    void containerThatIsGivenTheRunnersDirectoryLaterStartsNoJobOnTheFirstDaemon() {
        machine.run("docker", "stop", "--time", "0", "runner1").orFail();
        startRunnerOfOthers("/srv/gitlab-runner/runner1");
        int job = gitLab.addJob("", "true");

        assertThat(gitLab.awaitEndOfJob(job).path("state").asText()).isEqualTo("FAILED");
        assertThat(containers("docker")).doesNotContain("job-" + job);

        machine.run("docker", "rm", "--force", "of-others").orFail();
        run("apply");
    }

    @Test
    void runnerMovesFromItsContainerToTheHostAndBack() {
        prepareForMovableRunner();
        RunnerStandIn.write(machine, "/usr/bin/gitlab-runner");
        scenario("apply", Scenario.RUNNER_IN_CONTAINER).orFail();
        JsonNode before = movable().get(0);

        assertThat(scenario("apply", Scenario.RUNNER_ON_HOST).orFail().text())
                .contains("move movable with its token from /etc/gitlab-runner/config.toml to"
                        + " /srv/gitlab-runner/movable-runner/config.toml");

        assertSameRunner(before);
        assertThat(containers("docker")).doesNotContain("movable");
        assertThat(machine.read("/etc/gitlab-runner/config.toml")).doesNotContain("[[runners]]");
        assertThat(machine.out("systemctl", "is-active", "movable-runner.service"))
                .isEqualTo("active");
        assertJobRunsOnTheSecondDaemon();

        scenario("apply", Scenario.RUNNER_IN_CONTAINER).orFail();

        assertSameRunner(before);
        assertThat(machine.sh("test -e /etc/systemd/system/movable-runner.service")
                        .succeeded())
                .isFalse();
        assertThat(machine.sh("systemctl is-active movable-runner.service").succeeded())
                .isFalse();
        assertThat(machine.sh("grep -r --fixed-strings '[[runners]]' /srv/gitlab-runner/movable-runner")
                        .succeeded())
                .isFalse();
        assertJobRunsOnTheSecondDaemon();
        assertThat(scenario("plan", Scenario.RUNNER_IN_CONTAINER).orFail().text())
                .startsWith("Plan for stack ci: nothing to do");

        removeMovableRunner();
        assertThat(movable()).isEmpty();
    }

    private void removeMovableRunner() {
        run("apply");
        machine.run("rm", "-r", "/etc/gitlab-runner").orFail();
    }

    private void prepareForMovableRunner() {
        machine.run("install", "--directory", "--mode=0700", "/etc/gitlab-runner")
                .orFail();
        machine.write("/root/access-token", gitLab.accessToken());
        BusyboxImage.load(machine, "docker2", "busybox:1");
    }

    /** As GitLab's documentation starts GitLab Runner in a container. */
    private void startRunnerOfOthers(String directory) {
        machine.run(
                        "docker",
                        "run",
                        "--detach",
                        "--name=of-others",
                        "--restart=always",
                        "--volume=/var/run/docker.sock:/var/run/docker.sock",
                        "--volume=" + directory + ":/etc/gitlab-runner",
                        "--volume=/usr:/usr:ro",
                        "--volume=/lib:/lib:ro",
                        "--volume=/lib64:/lib64:ro",
                        "gitlab/gitlab-runner:1")
                .orFail();
    }

    private List<JsonNode> movable() {
        return gitLab.runners().stream()
                .filter(runner -> runner.path("description").asText().equals("movable"))
                .toList();
    }

    private void assertSameRunner(JsonNode before) {
        assertThat(movable()).singleElement().satisfies(runner -> {
            assertThat(runner.path("id")).isEqualTo(before.path("id"));
            assertThat(runner.path("token")).isEqualTo(before.path("token"));
        });
    }

    private void assertJobRunsOnTheSecondDaemon() {
        int job = gitLab.addJob("", "true");
        assertThat(gitLab.awaitEndOfJob(job).path("state").asText()).isEqualTo("SUCCESS");
        assertThat(containers("docker2")).contains("job-" + job);
        assertThat(containers("docker")).doesNotContain("job-" + job);
    }

    private List<String> containers(String client) {
        return machine.out(client, "ps", "--all", "--format", "{{.Names}}")
                .lines()
                .toList();
    }

    private Result scenario(String verb, Scenario scenario) {
        return machine.java(Scenario.class, verb, scenario.name());
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
        return machine.out("docker", "exec", "runner1", "stat", "-c", "%i", "/run/outboard/docker2.sock");
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
