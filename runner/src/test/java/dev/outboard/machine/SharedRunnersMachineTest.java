package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
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

    /** One that nobody has made yet. */
    private void awaitJobRequest() {
        machine.sh("""
                requests() { busybox wget -q -O - "$1" | sed 's/.*"jobRequests":\\([0-9]*\\).*/\\1/'; }
                before=$(requests "$1")
                until [ "$(requests "$1")" -gt "$before" ]; do sleep 1; done
                """, ContainerGitLab.STATE).orFail();
    }
}
