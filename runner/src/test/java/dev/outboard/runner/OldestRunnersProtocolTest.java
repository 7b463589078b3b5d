package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outboard.runner.testing.parts.SimulatedGitLab;
import dev.outboard.runner.testing.parts.SimulatedJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stand-in for GitLab, as a {@code gitlab-runner} before 9.0 speaks with it. */
class OldestRunnersProtocolTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final SimulatedGitLab gitLab = SimulatedGitLab.start();

    @AfterEach
    void close() {
        gitLab.close();
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gitLab.url() + "/ci/api/v1" + path))
                .method(method, BodyPublishers.ofString(body));
        return CLIENT.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    private String register() throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(
                "POST",
                "/runners/register.json",
                "{\"token\":\"" + gitLab.registrationToken().reveal() + "\",\"tag_list\":\"docker,second\"}");
        assertThat(answer.statusCode()).isEqualTo(201);
        return json(answer).path("token").asText();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static String token(String token) {
        return "{\"token\":\"" + token + "\"}";
    }

    private JsonNode take(String runner) throws IOException, InterruptedException {
        return json(ask("POST", "/builds/register.json", token(runner)));
    }

    private SimulatedJob job(long id) {
        return gitLab.job(id).orElseThrow();
    }

    @Test
    void makesARunnerAndDeletesIt() throws Exception {
        String token = register();

        assertThat(gitLab.runners())
                .singleElement()
                .satisfies(runner -> assertThat(runner.registration().tags()).containsExactly("docker", "second"));
        assertThat(ask("DELETE", "/runners/delete", token(token)).statusCode()).isEqualTo(200);
        assertThat(gitLab.runners()).isEmpty();
        assertThat(ask("DELETE", "/runners/delete", token(token)).statusCode()).isEqualTo(403);
    }

    @Test
    void missesTheBuildThatNobodyHasOfARunnerThatItKnows() throws Exception {
        assertThat(ask("PUT", "/builds/-1", token(register())).statusCode()).isEqualTo(404);
        assertThat(ask("PUT", "/builds/-1", token("unknown")).statusCode()).isEqualTo(403);
    }

    @Test
    void tellsAJobAsABuild() throws Exception {
        String runner = register();
        assertThat(ask("POST", "/builds/register.json", token(runner)).statusCode())
                .isEqualTo(204);
        long id = gitLab.addJob("debian:13", "make", "make check");

        JsonNode build = take(runner);

        assertThat(build.path("id").asLong()).isEqualTo(id);
        assertThat(build.path("commands").asText()).isEqualTo("make\nmake check");
        assertThat(build.path("options").path("image").asText()).isEqualTo("debian:13");
        assertThat(build.path("variables").path(0).path("key").asText()).isEqualTo("GIT_STRATEGY");
        assertThat(build.path("repo_url").asText()).endsWith(".git");
        gitLab.addJob("", "true");
        assertThat(take(runner).path("options").has("image")).isFalse();
    }

    @Test
    void takesTheLogInPartsByTheTokenOfTheBuild() throws Exception {
        String runner = register();
        long id = gitLab.addJob("", "true");
        String token = take(runner).path("token").asText();

        HttpResponse<String> answer =
                ask("PATCH", "/builds/" + id + "/trace.txt", "one", "BUILD-TOKEN", token, "Content-Range", "0-3");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Build-Status")).contains("running");
        assertThat(answer.headers().firstValue("Range")).contains("0-3");
        assertThat(job(id).log()).isEqualTo("one");
    }

    @Test
    void takesTheWholeLogAndTheEndFromTheRunnerThatHasTheBuild() throws Exception {
        String runner = register();
        String another = register();
        long id = gitLab.addJob("", "true");
        String token = take(runner).path("token").asText();
        ask("PATCH", "/builds/" + id + "/trace.txt", "one", "BUILD-TOKEN", token, "Content-Range", "0-3");
        String end = "\",\"state\":\"success\",\"trace\":\"one, two\"}";

        assertThat(ask("PUT", "/builds/" + id + ".json", "{\"token\":\"" + another + end)
                        .statusCode())
                .isEqualTo(403);
        assertThat(ask("PUT", "/builds/" + id + ".json", "{\"token\":\"" + runner + end)
                        .statusCode())
                .isEqualTo(200);

        assertThat(job(id).log()).isEqualTo("one, two");
        assertThat(job(id).state()).isEqualTo(SimulatedJob.State.SUCCESS);
    }

    @Test
    void knowsNoOtherCall() throws Exception {
        assertThat(ask("GET", "/builds/1.json", "").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "/forks", "").statusCode()).isEqualTo(404);
    }
}
