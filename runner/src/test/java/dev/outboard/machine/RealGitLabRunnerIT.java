package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * GitLab Runner itself in place of the stand-in that the other tests have: it takes jobs from a simulated GitLab, by https,
 * and runs them on the second daemon. Its program is not ours to give, so these tests are not among those of every build;
 * with a statically linked one, as GitLab publishes them, of version 1.9 or newer, or 1.1, they are
 *
 * <pre>{@code
 * mvn verify -Pgitlab-runner -Doutboard.gitlab-runner=/usr/bin/gitlab-runner
 * }</pre>
 *
 * <p>{@code -Doutboard.gitlab-runner-helper=FILE} names the helper's program where the runner's must not play it as well, and
 * {@code -Doutboard.releases=BOOKWORM,TRIXIE} the machines: not every version speaks with every Docker.
 */
@ExtendWith(MachineCondition.class)
@ParameterizedClass
@MethodSource("releases")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class RealGitLabRunnerIT {
    private static final GitLabRunnerProgram PROGRAM = GitLabRunnerProgram.given();

    private static final String EVERY_KEY = "/srv/gitlab-runner/ci-runners/config.toml";

    /** The key of a runner's number in GitLab, which versions before 15.3 do not have. */
    private static final String NUMBER = ":runners.id";

    private static final String AUTHENTICATION = ":runners.cache.s3.AuthenticationType";

    /** What every version says after SIGQUIT. */
    private static final String WAITING = "waiting for builds to finish";

    /** A job that runs until its test lets it end, and tells which daemon it has. */
    private static final String LASTING = """
            until [ -e /tmp/end ]; do sleep 0.2; done
            docker info --format 'root {{.DockerRootDir}}'
            docker ps --format 'container {{.Names}}'
            """;

    @TempDir
    static Path directory;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private LanGitLab gitLab;

    static Stream<DebianRelease> releases() {
        return Splitter.on(',')
                .splitToStream(System.getProperty("outboard.releases", "TRIXIE"))
                .map(DebianRelease::valueOf);
    }

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "real-runner");
        BusyboxImage.load(machine, "docker", "busybox:1");
        machine.run("docker", "save", "--output", "/root/busybox.tar", "busybox:1")
                .orFail();
        PROGRAM.makeImages(machine);
        gitLab = LanGitLab.startWithTls(machine, directory.resolve(release + ".p12"), "/root/gitlab-authority.pem");
        machine.write("/root/access-token", gitLab.accessToken());
        machine.write("/root/registration-token", gitLab.registrationToken());
        run("apply", RunnerScenario.JOBS);
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    private String run(String verb, RunnerScenario scenario) {
        return machine.java(
                        RunnerScenario.class,
                        verb,
                        scenario.name(),
                        LanGitLab.TLS_URL,
                        PROGRAM.version(),
                        PROGRAM.revision())
                .orFail()
                .text();
    }

    private void awaitLog(String words) {
        machine.sh("until docker logs runner1 2>&1 | grep --quiet \"$1\"; do sleep 0.3; done", words)
                .orFail();
    }

    /** The container of a job's own commands, once it runs. */
    private String awaitContainerOf(int job) {
        return machine.sh("""
                        find() {
                            docker2 ps --filter "label=$1" --format '{{.Names}}' | grep build
                        }
                        until find "$1"; do sleep 0.3; done
                        """, PROGRAM.labelOfJobs() + "=" + job).orFail().text();
    }

    private JsonNode end(int job) {
        machine.run("docker2", "exec", awaitContainerOf(job), "touch", "/tmp/end")
                .orFail();
        return gitLab.awaitEndOfJob(job);
    }

    private String startOfTheRunner() {
        return machine.out("docker", "inspect", "--format", "{{.Id}} {{.State.StartedAt}}", "runner1");
    }

    @Test
    @Order(1)
    void readsItsConfigurationWithoutComplaintAndAsksForJobs() {
        machine.sh(LanGitLab.AWAIT_JOB_REQUEST).orFail();

        assertThat(machine.sh("docker logs runner1 2>&1").text())
                .contains(PROGRAM.isAtLeast(1, 4) ? "Configuration loaded" : "Config loaded")
                .doesNotContainIgnoringCase("warning", "error", "fatal", "panic");
    }

    @Test
    @Order(2)
    void runsAJobOnTheSecondDaemonWhichTheFirstDoesNotSee() {
        int job = gitLab.addJob("", LASTING);
        String container = awaitContainerOf(job);

        assertThat(machine.out("docker", "ps", "--all", "--format", "{{.Names}}"))
                .isEqualTo("runner1");
        JsonNode ended = end(job);
        String log = ended.path("log").asText();
        assertThat(ended.path("state").asText()).as(log).isEqualTo("SUCCESS");
        assertThat(log)
                .contains("root /docker2/graph", "container " + container)
                .doesNotContain("container runner1");
    }

    @Test
    @Order(2)
    void refusesAnImageThatIsNotAllowed() {
        JsonNode ended = gitLab.awaitEndOfJob(gitLab.addJob("alpine:3", "true"));

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("log").asText()).contains("alpine:3").containsIgnoringCase("allowed images");
    }

    @Test
    @Order(2)
    void takesNoImageFromARegistryWhereNoneShallBePulled() {
        JsonNode ended = gitLab.awaitEndOfJob(gitLab.addJob("busybox:2", "true"));

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("log").asText()).containsIgnoringCase("No such image");
    }

    @Test
    @Order(2)
    void verificationIsGoodAndASecondPlanEmpty() {
        assertThat(run("verify", RunnerScenario.JOBS))
                .contains("ok    runner runner1")
                .doesNotContain("FAIL");
        assertThat(run("plan", RunnerScenario.JOBS)).startsWith("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(3)
    void picksUpAChangeOfItsConfigurationWithoutARestart() {
        String start = startOfTheRunner();
        int first = gitLab.addJob("", LASTING);
        awaitContainerOf(first);

        run("apply", RunnerScenario.JOBS_IN_PAIRS);
        int second = gitLab.addJob("", LASTING);
        awaitContainerOf(second);

        assertThat(gitLab.job(first).path("state").asText()).isEqualTo("RUNNING");
        assertThat(end(first).path("state").asText()).isEqualTo("SUCCESS");
        assertThat(end(second).path("state").asText()).isEqualTo("SUCCESS");
        assertThat(startOfTheRunner()).isEqualTo(start);
        if (PROGRAM.isAtLeast(9, 1)) {
            awaitLog("Feeding runners to channel");
        }
    }

    @Test
    @Order(4)
    void endsItsJobBeforeItIsReplaced() {
        String start = startOfTheRunner();
        int job = gitLab.addJob("", LASTING);
        awaitContainerOf(job);

        CompletableFuture<String> applied =
                CompletableFuture.supplyAsync(() -> run("apply", RunnerScenario.JOBS_WITH_ANOTHER_HOST));
        awaitLog(WAITING);
        assertThat(applied).isNotDone();
        assertThat(end(job).path("state").asText()).isEqualTo("SUCCESS");

        assertThat(applied.join()).contains("its definition changed");
        assertThat(startOfTheRunner()).isNotEqualTo(start);
        machine.sh(LanGitLab.AWAIT_JOB_REQUEST).orFail();
    }

    @Test
    @Order(5)
    void jobThatIsGivenUpIsNamed() {
        int job = gitLab.addJob("", LASTING);
        String container = awaitContainerOf(job);

        assertThat(run("apply", RunnerScenario.JOBS_IMPATIENT))
                .contains("did not end within 2 s, so it is given up: job " + job + " of project 3 (", container);

        assertThat(run("plan", RunnerScenario.JOBS_IMPATIENT)).startsWith("Plan for stack ci: nothing to do");
        run("remove", RunnerScenario.JOBS_IMPATIENT);
    }

    @Test
    @Order(6)
    void registersByItsOwnCommandAndLeavesGitLabByIt() {
        int before = gitLab.runners().size();

        run("apply", RunnerScenario.REGISTERED_BY_COMMAND);

        assertThat(gitLab.runners()).hasSize(before + 1).last().satisfies(runner -> {
            assertThat(runner.path("description").asText()).isEqualTo("runner1");
            assertThat(runner.path("tags").asText()).isEqualTo("docker,second");
        });
        assertThat(run("plan", RunnerScenario.REGISTERED_BY_COMMAND)).startsWith("Plan for stack ci: nothing to do");
        assertThat(gitLab.awaitEndOfJob(gitLab.addJob("", "true")).path("state").asText())
                .isEqualTo("SUCCESS");

        run("remove", RunnerScenario.REGISTERED_BY_COMMAND);

        boolean finds = PROGRAM.isAtLeast(1, 2);
        assertThat(gitLab.runners())
                .as("since 1.2 it finds the runner by its name")
                .hasSize(finds ? before : before + 1);
    }

    @Test
    @Order(8)
    void runsAsAProcessOfTheHost() {
        machine.run("cp", "/root/gitlab-runner", "/usr/bin/gitlab-runner").orFail();
        run("apply", RunnerScenario.OF_HOST);
        int job = gitLab.addJob("", LASTING);
        awaitContainerOf(job);

        CompletableFuture<String> applied =
                CompletableFuture.supplyAsync(() -> run("apply", RunnerScenario.OF_HOST_RELABELLED));
        machine.sh("until journalctl --unit ci-runner.service | grep --quiet \"$1\"; do sleep 0.3; done", WAITING)
                .orFail();
        assertThat(end(job).path("state").asText()).isEqualTo("SUCCESS");

        assertThat(applied.join()).contains("! docker2.service");
        assertThat(gitLab.awaitEndOfJob(gitLab.addJob("", "true")).path("state").asText())
                .isEqualTo("SUCCESS");
        assertThat(run("verify", RunnerScenario.OF_HOST_RELABELLED)).doesNotContain("FAIL");
        run("remove", RunnerScenario.OF_HOST_RELABELLED);
    }

    /** Versions before 16.0 do not ask GitLab for an authentication token that they are given to register, or take none. */
    @Test
    @Order(7)
    void registersAnAuthenticationTokenByItsOwnCommand() {
        assumeTrue(PROGRAM.isAtLeast(16, 0), "GitLab Runner verifies such a token since 16.0");
        machine.write("/root/runner-token", gitLab.create("by-hand"));
        int before = gitLab.runners().size();

        run("apply", RunnerScenario.REGISTERED_BY_COMMAND_WITH_TOKEN);

        assertThat(gitLab.runners()).hasSize(before);
        assertThat(run("plan", RunnerScenario.REGISTERED_BY_COMMAND_WITH_TOKEN))
                .startsWith("Plan for stack ci: nothing to do");
        assertThat(gitLab.awaitEndOfJob(gitLab.addJob("", "true")).path("state").asText())
                .isEqualTo("SUCCESS");
        assertThat(run("verify", RunnerScenario.REGISTERED_BY_COMMAND_WITH_TOKEN))
                .doesNotContain("FAIL");

        run("remove", RunnerScenario.REGISTERED_BY_COMMAND_WITH_TOKEN);

        assertThat(gitLab.runners())
                .as("who made the runner keeps it")
                .hasSize(before)
                .last()
                .satisfies(runner -> assertThat(runner.path("systemIds")).isEmpty());
    }

    @Test
    @Order(9)
    void knowsEveryKeyOfItsVersionAndKeepsItWhenItWritesTheFileItself() {
        run("apply", RunnerScenario.EVERY_KEY);
        String before = machine.read(EVERY_KEY);

        Map<String, Object> after = rewritten(before);

        assertThat(after)
                .as("keys that GitLab Runner %s has", PROGRAM.version())
                .containsAllEntriesOf(needed(before));
    }

    /** The number in GitLab is not needed: a holder of the token can ask for it, and leaves by the token as well. */
    @Test
    @Order(10)
    void whatItTookOutOfTheFileIsMissedByNobody() {
        if (PROGRAM.isAtLeast(14, 4)) {
            assertThat(run("plan", RunnerScenario.EVERY_KEY)).startsWith("Plan for stack ci: nothing to do");
        }
        run("apply", RunnerScenario.EVERY_KEY);
        assertThat(run("plan", RunnerScenario.EVERY_KEY)).startsWith("Plan for stack ci: nothing to do");

        run("remove", RunnerScenario.EVERY_KEY);

        assertThat(gitLab.runners())
                .extracting(runner -> runner.path("description").asText())
                .doesNotContain("every-key", "local");
    }

    /** It writes the file when GitLab does not know one of the runners any more. */
    private Map<String, Object> rewritten(String before) {
        machine.write(EVERY_KEY, before + """

                        [[runners]]
                          name = "gone"
                          url = "%s"
                          token = "glrt-nobody-knows-it"
                          executor = "docker"
                        """.formatted(PROGRAM.url(LanGitLab.TLS_URL)));
        assertThat(machine.sh("docker exec ci-runners gitlab-runner verify --delete 2>&1")
                        .orFail()
                        .text())
                .contains("Updated");
        return TomlKeys.of(machine.read(EVERY_KEY));
    }

    /**
     * Without what only newer versions read, and older ones do not need: GitLab tells the numbers of runners again, and who
     * has no key of S3 uses the machine's role.
     */
    private static Map<String, Object> needed(String file) {
        Map<String, Object> keys = TomlKeys.of(file);
        keys.keySet().removeIf(key -> key.endsWith(NUMBER));
        if (!PROGRAM.isAtLeast(14, 4)) {
            keys.keySet().removeIf(key -> key.endsWith(AUTHENTICATION));
        }
        return keys;
    }
}
