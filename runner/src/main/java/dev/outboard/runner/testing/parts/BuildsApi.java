package dev.outboard.runner.testing.parts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of GitLab's first API for runners, which GitLab Runner speaks before 9.0 and GitLab understood until 9.5: jobs
 * are builds there ({@code network/gitlab.go} and {@code common/network.go} of GitLab Runner 1.0 and 1.11). They are
 * translated into those of version 4, and what is answered back again.
 */
final class BuildsApi {
    /** Where it is below GitLab's URL. */
    static final String PATH = "/ci/api/v1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERIFY = "/runners/verify";
    private static final Map<String, String> PATHS = ImmutableMap.of(
            "/runners/register.json", "/runners",
            "/runners/delete", "/runners",
            "/builds/register.json", "/jobs/request",
            // there is no such build, and GitLab says so if it knows the runner
            "/builds/-1", VERIFY);
    private static final Pattern BUILD = Pattern.compile("/builds/([0-9]+)(?:\\.json|(/trace)\\.txt)?");

    private final SimulatedRunners runners;
    private final SimulatedJobs jobs;

    BuildsApi(SimulatedRunners runners, SimulatedJobs jobs) {
        this.runners = runners;
        this.jobs = jobs;
    }

    /**
     * A call.
     *
     * @param request what it asks
     * @param answer from what is answered to that, to what is said
     */
    record Translation(GitLabRequest request, UnaryOperator<GitLabReply> answer) {}

    /**
     * Reads a request.
     *
     * @param path its path below {@link #PATH}
     * @return empty if there is no such call
     */
    Optional<Translation> read(HttpExchange exchange, String path) throws IOException {
        Matcher build = BUILD.matcher(path);
        String translated = build.matches()
                ? "/jobs/" + build.group(1)
                        + Optional.ofNullable(build.group(2)).orElse("")
                : PATHS.getOrDefault(path, path);
        String method = translated.equals(VERIFY) ? "POST" : exchange.getRequestMethod();
        Optional<GitLabCall> call = GitLabCall.of(method, translated);
        if (call.isEmpty()) {
            return Optional.empty();
        }
        GitLabRequest request = GitLabRequest.read(exchange, call.get(), translated);
        return Optional.of(
                switch (call.get()) {
                    case UPDATE_JOB ->
                        new Translation(request.withHeader("JOB-TOKEN", tokenOfJob(request)), UnaryOperator.identity());
                    case APPEND_LOG ->
                        new Translation(
                                request.withHeader("JOB-TOKEN", request.header("BUILD-TOKEN")),
                                BuildsApi::withBuildStatus);
                    case REQUEST_JOB -> new Translation(request, BuildsApi::asBuild);
                    case VERIFY -> new Translation(request, reply -> instead(200, 404, reply));
                    case UNREGISTER -> new Translation(request, reply -> instead(204, 200, reply));
                    default -> new Translation(request, UnaryOperator.identity());
                });
    }

    /** A runner speaks by its own token of the builds that it has. */
    private String tokenOfJob(GitLabRequest request) {
        return runners.find(request.body().path("token").asText())
                .flatMap(runner -> jobs.token(request.number(), runner.id()))
                .orElse("");
    }

    private static GitLabReply withBuildStatus(GitLabReply reply) {
        return Optional.ofNullable(reply.headers().get("Job-Status"))
                .map(status -> reply.withHeader("Build-Status", status))
                .orElse(reply);
    }

    private static GitLabReply instead(int status, int said, GitLabReply reply) {
        return reply.status() == status ? GitLabReply.json(said, JsonNodeFactory.instance.objectNode()) : reply;
    }

    private static GitLabReply asBuild(GitLabReply reply) {
        return reply.status() == 201 ? GitLabReply.json(201, build(read(reply))) : reply;
    }

    private static JsonNode read(GitLabReply reply) {
        try {
            return JSON.readTree(reply.body());
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a job is told in no JSON", malformed);
        }
    }

    private static ObjectNode build(JsonNode job) {
        ObjectNode build = JsonNodeFactory.instance.objectNode();
        build.setAll((ObjectNode) job.path("git_info"));
        build.set("id", job.path("id"));
        build.set("token", job.path("token"));
        build.set("allow_git_fetch", job.path("allow_git_fetch"));
        build.set("project_id", job.path("job_info").path("project_id"));
        build.set("name", job.path("job_info").path("name"));
        build.set("stage", job.path("job_info").path("stage"));
        build.set("timeout", job.path("runner_info").path("timeout"));
        build.set("variables", job.path("variables"));
        build.put(
                "commands",
                Streams.stream(job.path("steps").path(0).path("script"))
                        .map(JsonNode::asText)
                        .collect(Collectors.joining("\n")));
        String image = job.path("image").path("name").asText();
        ObjectNode options = build.putObject("options");
        if (!image.isEmpty()) {
            options.put("image", image);
        }
        return build;
    }
}
