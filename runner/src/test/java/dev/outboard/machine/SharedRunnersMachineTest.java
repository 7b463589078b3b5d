package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One process of GitLab Runner for two daemons: one runner by a registration token, the other through the API. */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // the first method sets the fields
class SharedRunnersMachineTest {
    private static final String CONFIGURATION = "/srv/gitlab-runner/ci-runners/config.toml";

    @TempDir
    static Path directory;

    private Machine machine;
    private LanGitLab gitLab;
    private ContainerGitLab besideIt;

    @BeforeAll
    void apply() throws IOException {
        machine = Machine.boot(DebianRelease.BOOKWORM, "shared-runners");
        BusyboxImage.load(machine, "docker", "busybox:1");
        RunnerStandIn.makeImage(machine, "gitlab/gitlab-runner:1");
        machine.run(
                        "docker",
                        "tag",
                        "gitlab/gitlab-runner:1",
                        GitLabRunnerProgram.STAND_IN.image().toString())
                .orFail();
        besideIt = ContainerGitLab.start(machine, directory.resolve("gitlab.p12"), "/root/gitlab-authority.pem");
        gitLab = LanGitLab.start(machine);
        machine.write("/root/registration-token", gitLab.registrationToken());
        machine.write("/root/access-token", gitLab.accessToken());
        run("apply").orFail();
    }

    @AfterAll
    void close() {
        machine.close();
    }

    private Result run(String verb) {
        return run(verb, Scenario.SHARED_RUNNERS);
    }

    private Result run(String verb, Scenario scenario) {
        return machine.java(Scenario.class, verb, scenario.name());
    }

    @Test
    @Order(1)
    void bothRunnersAskGitLabForJobs() {
        machine.sh("until docker logs ci-runners 2>&1 | grep --quiet runners=2; do sleep 1; done")
                .orFail();

        assertThat(gitLab.runners())
                .extracting((JsonNode runner) -> runner.path("description").asText())
                .containsExactlyInAnyOrder("runner1", "runner2");
    }

    @Test
    @Order(1)
    void processHasTheSocketOfEachDaemon() {
        for (String daemon : new String[] {"docker2", "docker3"}) {
            assertThat(machine.out(
                            "docker", "exec", "ci-runners", "stat", "-c", "%i", "/run/outboard/" + daemon + ".sock"))
                    .isEqualTo(machine.out("stat", "-c", "%i", "/" + daemon + "/docker.sock"));
            assertThat(machine.read(CONFIGURATION)).contains("host = \"unix:///run/outboard/" + daemon + ".sock\"");
        }
    }

    @Test
    @Order(1)
    void verificationProvesEverything() {
        assertThat(run("verify").orFail().text())
                .contains("ok    container ci-runners of gitlab/gitlab-runner:1 runs")
                .doesNotContain("FAIL");
    }

    @Test
    @Order(1)
    void secondPlanIsEmptyAndTellsOfTheDeprecatedToken() {
        assertThat(run("plan").orFail().text())
                .startsWith("Plan for stack ci: nothing to do")
                .contains("runner1 registers by a registration token, which GitLab has deprecated since 15.6");
    }

    @Test
    @Order(2)
    void removalDeletesBothRunnersInGitLab() {
        run("remove").orFail();

        assertThat(gitLab.runners()).isEmpty();
        assertThat(machine.out("docker", "ps", "--all", "--format", "{{.Names}}"))
                .isEqualTo("gitlab");
    }

    @Test
    @Order(3)
    void registrationTokenThatGitLabDoesNotTakeIsExplained() {
        gitLab.allowRegistrationTokens(false);

        Result refused = run("apply");

        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.stderr()).contains("410").contains("create the runner through the API");
    }

    @Test
    @Order(4)
    void runnerFindsGitLabOfTheSameHostByALink() {
        machine.write("/root/gitlab-registration-token", besideIt.registrationToken());

        assertThat(run("apply", Scenario.LINKED_RUNNER).orFail().text())
                .contains("--link gitlab:gitlab.example.org", "gitlab-runner register");

        assertThat(machine.out("docker", "exec", "runner1", "ls", "/etc/gitlab-runner/certs"))
                .isEqualTo("gitlab.example.org.crt");
        awaitJobRequest();
    }

    @Test
    @Order(5)
    void runnerFindsGitLabOfTheSameHostByANetworkAndAHostEntry() {
        assertThat(run("apply", Scenario.NETWORKED_RUNNER).orFail().text())
                .contains("--network ci", "its definition changed");

        awaitJobRequest();
        assertThat(run("plan", Scenario.NETWORKED_RUNNER).orFail().text()).contains("nothing to do");
        run("remove", Scenario.NETWORKED_RUNNER).orFail();
    }

    @Test
    @Order(6)
    void everyTypedKeyAndEachKindOfCacheIsInTheFile() {
        runWithKeys("apply").orFail();

        assertThat(keys())
                .containsEntry("log_format", "text")
                .containsEntry("session_server.session_timeout", 600L)
                .containsEntry("every-key:runners.docker.memory", "2g")
                .containsEntry("every-key:runners.docker.sysctls.net.ipv4.ip_forward", "1")
                .containsEntry("every-key:runners.pre_build_script", "umask 0077\nid\n")
                .containsEntry("every-key:runners.feature_flags.FF_NETWORK_PER_BUILD", true)
                .containsEntry("every-key:runners.cache.s3.ServerAddress", "s3.example.org:9000")
                .containsEntry("gcs:runners.cache.gcs.CredentialsFile", "/etc/gitlab-runner/gcs.json")
                .containsEntry("azure:runners.cache.azure.AccountName", "account")
                .containsEntry("local:runners.docker.volumes", List.of("/srv/caches:/cache"));
        assertThat(runWithKeys("plan").orFail().text()).startsWith("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(7)
    void whatSomebodyWroteByHandStaysAndWhatHeChangedIsRepaired() {
        Map<String, Object> before = keys();
        machine.run(
                        "sed",
                        "--in-place",
                        "s/^    memory = \"2g\"/    memory = \"1g\"\\n    brand_new = [\"a\"] # for version 20/",
                        CONFIGURATION)
                .orFail();

        assertThat(runWithKeys("apply").orFail().text()).contains("-    memory = \"1g\"", "+    memory = \"2g\"");

        assertThat(keys())
                .containsAllEntriesOf(before)
                .containsEntry("every-key:runners.docker.brand_new", List.of("a"));
        assertThat(machine.read(CONFIGURATION)).contains("brand_new = [\"a\"] # for version 20");
    }

    @Test
    @Order(8)
    void planNamesEachRiskOfARunnerThatWasWrittenByHandAndWhatItsDaemonLacks() {
        machine.write(CONFIGURATION, machine.read(CONFIGURATION) + """

                        [[runners]]
                          name = "by hand"
                          url = "https://gitlab.example.com"
                          executor = "docker"
                          [runners.docker]
                            privileged = true
                            volumes = ["/var/run/docker.sock:/var/run/docker.sock", "/:/host"]
                            [[runners.docker.services]]
                              name = "docker:27-dind"
                        """);

        assertThat(runWithKeys("plan").orFail().text())
                .startsWith("Plan for stack ci: nothing to do")
                .contains(
                        "R001 by hand: docker.volumes = /var/run/docker.sock:/var/run/docker.sock",
                        "R002 by hand: docker.privileged = true",
                        "R004 by hand: docker.services = docker:27-dind",
                        "R005 by hand: docker.volumes = /:/host",
                        "docker2 does not have the container database, models, without which jobs fail");
    }

    @Test
    @Order(8)
    void socketAndDockerInDockerTogetherAreRefusedBeforeAnythingIsDone() {
        Result refused = machine.java(
                RunnerScenario.class, "plan", RunnerScenario.SOCKET_AND_DOCKER_IN_DOCKER.name(), LanGitLab.URL);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.stderr()).contains("docker:27-dind", "choose one: jobs would not know which daemon answers");
    }

    private Result runWithKeys(String verb) {
        return machine.java(RunnerScenario.class, verb, RunnerScenario.EVERY_KEY.name(), LanGitLab.URL);
    }

    private Map<String, Object> keys() {
        return TomlKeys.of(machine.read(CONFIGURATION));
    }

    /** One that is not made yet. */
    private void awaitJobRequest() {
        machine.sh("""
                requests() { busybox wget -q -O - "$1" | sed 's/.*"jobRequests":\\([0-9]*\\).*/\\1/'; }
                before=$(requests "$1")
                until [ "$(requests "$1")" -gt "$before" ]; do sleep 1; done
                """, ContainerGitLab.STATE).orFail();
    }
}
