package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.testing.parts.GitLabCall;
import dev.outboard.runner.testing.parts.GitLabFault;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import dev.outboard.runner.testing.parts.SimulatedJob;
import dev.outboard.runner.testing.parts.SimulatedRunner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stand-in for GitLab, as a real {@code gitlab-runner} speaks with it. */
class SimulatedGitLabTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final SimulatedGitLab gitLab = SimulatedGitLab.start();

    @AfterEach
    void close() {
        gitLab.close();
    }

    private HttpResponse<String> ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gitLab.url() + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    /** What a runner tells of a job that it has, with the job's own token. */
    private HttpResponse<String> tell(String method, String path, String token, String range, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gitLab.url() + "/api/v4/jobs/" + path))
                .header("JOB-TOKEN", token)
                .header("Content-Range", range)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private JsonNode takeJob() throws IOException, InterruptedException {
        return new ObjectMapper()
                .readTree(
                        post("/jobs/request", "{\"token\":\"" + token() + "\"}").body());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return ask("POST", "/api/v4" + path, body);
    }

    private HttpResponse<String> register(String fields) throws IOException, InterruptedException {
        return post("/runners", "{\"token\":\"" + gitLab.registrationToken().reveal() + "\"" + fields + "}");
    }

    private String token() {
        return gitLab.runners().get(0).token().reveal();
    }

    @Test
    void answersAsTheOldestRunnersReadIt() throws Exception {
        HttpResponse<String> answer = register("");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).contains("\"id\":1").contains("\"token_expires_at\":null");
    }

    @Test
    void takesTagsAsTextAndAsList() throws Exception {
        register(",\"tag_list\":\"docker, linux\",\"run_untagged\":false");
        register(",\"tag_list\":[\"docker\",\"linux\"],\"description\":\"runner2\"");

        assertThat(gitLab.runners())
                .extracting(runner -> runner.registration().tags())
                .allSatisfy(tags -> assertThat(tags).containsExactly("docker", "linux"));
        assertThat(gitLab.runners()).extracting(SimulatedRunner::description).containsExactly("", "runner2");
    }

    @Test
    void refusesWhatGitLabRefuses() throws Exception {
        assertThat(register(",\"run_untagged\":false,\"maximum_timeout\":5").body())
                .isEqualTo("{\"message\":{\"tags_list\":[\"can not be empty when runner is not allowed to pick untagged"
                        + " jobs\"],\"maximum_timeout\":[\"needs to be at least 10 minutes\"]}}");
        assertThat(post("/runners/verify", "no json").body()).isEqualTo("{\"error\":\"token is missing\"}");
        assertThat(gitLab.runners()).isEmpty();
    }

    @Test
    void hasNoJobsAndCountsWhoAsks() throws Exception {
        register("");

        HttpResponse<String> answer = post("/jobs/request", "{\"token\":\"" + token() + "\",\"system_id\":\"r_1\"}");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("X-GitLab-Last-Update")).isPresent();
        assertThat(gitLab.runners().get(0).jobRequests()).isEqualTo(1);
        assertThat(gitLab.runners().get(0).systemIds()).containsExactly("r_1");
        assertThat(post("/jobs/request", "{\"token\":\"glrt-unknown\"}").statusCode())
                .isEqualTo(403);
        assertThat(gitLab.calls(GitLabCall.REQUEST_JOB)).isEqualTo(2);
    }

    @Test
    void givesEachJobToOneRunner() throws Exception {
        register("");
        long id = gitLab.addJob("debian:13", "make", "make check");

        JsonNode job = takeJob();

        assertThat(job.path("id").asLong()).isEqualTo(id);
        assertThat(job.path("image").path("name").asText()).isEqualTo("debian:13");
        assertThat(job.path("steps").path(0).path("script"))
                .extracting(JsonNode::asText)
                .containsExactly("make", "make check");
        assertThat(gitLab.job(id).orElseThrow().state()).isEqualTo(SimulatedJob.State.RUNNING);
        assertThat(gitLab.job(id).orElseThrow().runner()).hasValue(1);
        assertThat(takeJob().isMissingNode()).isTrue();
    }

    @Test
    void givesNoJobToARunnerThatIsPaused() throws Exception {
        register(",\"paused\":true");
        long id = gitLab.addJob("", "true");

        assertThat(takeJob().isMissingNode()).isTrue();
        assertThat(gitLab.job(id).orElseThrow().state()).isEqualTo(SimulatedJob.State.PENDING);
    }

    @Test
    void keepsTheLogThatComesInPartsAndSaysWhereTheNextOneBegins() throws Exception {
        register("");
        long id = gitLab.addJob("", "true");
        String token = takeJob().path("token").asText();

        HttpResponse<String> first = tell("PATCH", id + "/trace", token, "0-1", "gr");
        HttpResponse<String> wrong = tell("PATCH", id + "/trace", token, "9-9", "?");
        tell("PATCH", id + "/trace", token, "2-4", "ün");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.headers().firstValue("Job-Status")).contains("running");
        assertThat(wrong.statusCode()).isEqualTo(416);
        assertThat(wrong.headers().firstValue("Range")).contains("0-2");
        assertThat(gitLab.jobs()).singleElement().extracting(SimulatedJob::log).isEqualTo("grün");
    }

    @Test
    void knowsHowAJobEndedAndHearsNoMoreOfItThen() throws Exception {
        register("");
        long id = gitLab.addJob("", "false");
        String token = takeJob().path("token").asText();
        String end = "{\"state\":\"failed\",\"failure_reason\":\"script_failure\"}";

        assertThat(tell("PUT", "" + id, "another", "", end).statusCode()).isEqualTo(403);
        assertThat(tell("PUT", "" + id, token, "", "{\"state\":\"running\"}").statusCode())
                .isEqualTo(200);
        assertThat(gitLab.job(id).orElseThrow().state().isFinal()).isFalse();
        assertThat(tell("PUT", "" + id, token, "", end).statusCode()).isEqualTo(200);

        assertThat(gitLab.job(id).orElseThrow().state()).isEqualTo(SimulatedJob.State.FAILED);
        assertThat(gitLab.job(id).orElseThrow().failureReason()).contains("script_failure");
        assertThat(tell("PUT", "" + id, token, "", end).statusCode()).isEqualTo(403);
    }

    @Test
    void deletesOnePlaceWhereARunnerRuns() throws Exception {
        register("");
        String token = "{\"token\":\"" + token() + "\"";
        post("/runners/verify", token + ",\"system_id\":\"r_1\"}");
        post("/runners/verify", token + "}");

        assertThat(ask("DELETE", "/api/v4/runners/managers", token + ",\"system_id\":\"r_1\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(ask("DELETE", "/api/v4/runners/managers", token + ",\"system_id\":\"r_2\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(gitLab.runners().get(0).systemIds()).containsExactly("<legacy>");
    }

    @Test
    void givesTokensThatTellTheWayOfTheirRunner() throws Exception {
        register("");

        assertThat(token()).startsWith("glrtr-");
        assertThat(gitLab.accessToken().reveal()).startsWith("glpat-");
        assertThat(gitLab.registrationToken().reveal()).startsWith("GR1348941");
    }

    @Test
    void knowsTheTokenOfARunnerThatSomebodyMadeByHand() throws Exception {
        SimulatedRunner runner = gitLab.createRunner("by hand");

        String token = runner.token().reveal();
        assertThat(token).startsWith("glrt-");
        assertThat(post("/runners/verify", "{\"token\":\"" + token + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(gitLab.runner(runner.id())).isPresent();
    }

    @Test
    void failsOneKindOfCallBeforeAll() throws Exception {
        gitLab.failNext(GitLabFault.status(500));
        gitLab.failNext(GitLabCall.VERIFY, GitLabFault.status(503));

        assertThat(post("/runners/verify", "{}").statusCode()).isEqualTo(503);
        assertThat(register("").statusCode()).isEqualTo(500);
        assertThat(register("").statusCode()).isEqualTo(201);
    }

    @Test
    void hasAPageForPeopleAndNoOtherAddresses() throws Exception {
        assertThat(ask("GET", "/", "").headers().firstValue("Location")).contains(gitLab.url() + "/users/sign_in");
        assertThat(ask("GET", "/elsewhere", "").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/api/v4/projects", "").body()).isEqualTo("{\"error\":\"404 Not Found\"}");
    }

    @Test
    void showsNoToken() {
        assertThat(new SimulatedRunner(
                                1,
                                "runner1",
                                RunnerRegistration.builder().build(),
                                Secret.of("glrt-1"),
                                Optional.empty(),
                                Set.of(),
                                0)
                        .toString())
                .doesNotContain("glrt-");
    }

    @Test
    void takesNoPathThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedGitLab.builder().path("gitlab/"));
    }
}
