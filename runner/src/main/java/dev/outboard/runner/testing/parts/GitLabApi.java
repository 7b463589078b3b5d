package dev.outboard.runner.testing.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What GitLab says to each call (its {@code lib/api/ci/runner.rb}, {@code runners.rb} and {@code user_runners.rb}). */
final class GitLabApi {
    private static final String AUTHENTICATION_TOKEN = "glrt-";

    /** Of runners that a registration token made. */
    private static final String LEGACY_TOKEN = "glrtr-";

    private static final String LEGACY_SYSTEM = "<legacy>";
    private static final String ALL_SCOPES = "api";

    private static final long PAGE = 20;
    private static final List<String> LISTED =
            List.of("id", "description", "active", "paused", "is_shared", "runner_type", "status");

    private final SimulatedRunners runners;
    private final SimulatedJobs jobs;
    private final String url;
    private final Map<String, List<String>> accessTokens = new TreeMap<>();
    private @Nullable String registrationToken;
    private boolean takesRegistrationTokens = true;

    GitLabApi(SimulatedRunners runners, SimulatedJobs jobs, String url) {
        this.runners = runners;
        this.jobs = jobs;
        this.url = url;
    }

    synchronized Secret newAccessToken(List<String> scopes) {
        Secret token = runners.newToken("glpat-");
        accessTokens.put(token.reveal(), List.copyOf(scopes));
        return token;
    }

    synchronized Secret newRegistrationToken() {
        Secret token = runners.newToken("GR1348941");
        registrationToken = token.reveal();
        return token;
    }

    synchronized void allowRegistrationTokens(boolean allowed) {
        takesRegistrationTokens = allowed;
    }

    /** Does what is asked. */
    synchronized GitLabReply answer(GitLabRequest request) {
        String accessToken = request.header("PRIVATE-TOKEN");
        JsonNode body = request.body();
        return switch (request.call()) {
            case CREATE -> withAccess(accessToken, "create_runner").orElseGet(() -> create(body));
            case REGISTER -> register(body);
            case VERIFY ->
                withRunner(body, runner -> {
                    meet(runner, body);
                    return GitLabReply.json(200, credentials(runner).put("id", runner.id()));
                });
            case READ ->
                withAccess(accessToken, "manage_runner")
                        .orElseGet(() -> withId(request, runner -> GitLabReply.json(200, RunnerFields.of(runner))));
            case LIST -> withAccess(accessToken, "manage_runner").orElseGet(() -> list(request));
            case UPDATE ->
                withAccess(accessToken, "manage_runner")
                        .orElseGet(() -> withId(request, runner -> update(runner, body)));
            case DELETE -> withAccess(accessToken, "manage_runner").orElseGet(() -> withId(request, this::remove));
            case UNREGISTER -> withRunner(body, this::remove);
            case UNREGISTER_MANAGER -> withRunner(body, runner -> removeManager(runner, body));
            case RESET_TOKEN -> withRunner(body, this::resetToken);
            case REQUEST_JOB -> withRunner(body, runner -> requestJob(runner, body));
            case APPEND_LOG -> jobs.append(request);
            case UPDATE_JOB -> jobs.update(request);
        };
    }

    /** What is said to an access token that may not, or empty if it may. */
    private Optional<GitLabReply> withAccess(String token, String scope) {
        @Nullable List<String> scopes = accessTokens.get(token);
        if (scopes == null) {
            return Optional.of(GitLabReply.message(401, "401 Unauthorized"));
        }
        if (scopes.contains(scope) || scopes.contains(ALL_SCOPES)) {
            return Optional.empty();
        }
        return Optional.of(GitLabReply.json(
                403,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("error", "insufficient_scope")
                        .put(
                                "error_description",
                                "The request requires higher privileges than provided by the access token.")
                        .put("scope", scope + " " + ALL_SCOPES)));
    }

    private GitLabReply withRunner(JsonNode body, Function<SimulatedRunner, GitLabReply> action) {
        if (!body.has("token")) {
            return GitLabReply.error(400, "token is missing");
        }
        return runners.find(body.path("token").asText())
                .map(action)
                .orElseGet(() -> GitLabReply.message(403, "403 Forbidden"));
    }

    private GitLabReply withId(GitLabRequest request, Function<SimulatedRunner, GitLabReply> action) {
        return runners.find(request.number()).map(action).orElseGet(() -> GitLabReply.message(404, "404 Not found"));
    }

    /** As it is made in GitLab's pages, without the API. */
    SimulatedRunner createRunner(String description) {
        RunnerRegistration registration = RunnerRegistration.builder()
                .scope(RunnerScope.instance())
                .runUntagged(true)
                .locked(false)
                .build();
        return runners.make(AUTHENTICATION_TOKEN, description, registration);
    }

    private GitLabReply create(JsonNode body) {
        String type = body.path("runner_type").asText("");
        RunnerScope scope;
        if (type.equals(RunnerScope.Level.INSTANCE.word())) {
            scope = RunnerScope.instance();
        } else if (type.equals(RunnerScope.Level.GROUP.word())) {
            if (body.path("group_id").asLong() <= 0) {
                return GitLabReply.error(400, "group_id is missing");
            }
            scope = RunnerScope.group(body.path("group_id").asLong());
        } else if (type.equals(RunnerScope.Level.PROJECT.word())) {
            if (body.path("project_id").asLong() <= 0) {
                return GitLabReply.error(400, "project_id is missing");
            }
            scope = RunnerScope.project(body.path("project_id").asLong());
        } else {
            return GitLabReply.error(400, "runner_type is missing, runner_type does not have a valid value");
        }
        RunnerRegistration defaults = RunnerRegistration.builder()
                .scope(scope)
                .runUntagged(true)
                .locked(false)
                .build();
        RunnerFields fields = new RunnerFields(body, Optional.of(scope), defaults);
        ObjectNode complaints = fields.complaints();
        return complaints.isEmpty()
                ? made(AUTHENTICATION_TOKEN, body, fields)
                : GitLabReply.message(400, "400 Bad request - " + sentence(complaints));
    }

    private GitLabReply register(JsonNode body) {
        if (!body.path("token").asText().equals(registrationToken)) {
            return GitLabReply.message(403, "403 Forbidden - invalid token supplied");
        }
        if (!takesRegistrationTokens) {
            return GitLabReply.message(410, "410 Gone - runner registration disallowed");
        }
        RunnerRegistration defaults =
                RunnerRegistration.builder().runUntagged(true).locked(false).build();
        RunnerFields fields = new RunnerFields(body, Optional.empty(), defaults);
        ObjectNode complaints = fields.complaints();
        return complaints.isEmpty() ? made(LEGACY_TOKEN, body, fields) : refused(complaints);
    }

    private GitLabReply made(String prefix, JsonNode body, RunnerFields fields) {
        SimulatedRunner runner = runners.make(prefix, body.path("description").asText(""), fields.registration());
        return GitLabReply.json(201, credentials(runner).put("id", runner.id()));
    }

    private static GitLabReply refused(ObjectNode complaints) {
        ObjectNode refusal = JsonNodeFactory.instance.objectNode();
        refusal.set("message", complaints);
        return GitLabReply.json(400, refusal);
    }

    /** As Rails puts them together: {@code Maximum timeout needs to be at least 10 minutes}. */
    private static String sentence(ObjectNode complaints) {
        List<String> sentences = new ArrayList<>();
        for (Map.Entry<String, JsonNode> complaint : complaints.properties()) {
            String name = complaint.getKey().replace('_', ' ');
            sentences.add(Character.toUpperCase(name.charAt(0)) + name.substring(1) + " "
                    + complaint.getValue().path(0).asText());
        }
        return String.join(" and ", sentences);
    }

    private static ObjectNode credentials(SimulatedRunner runner) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("token", runner.token().reveal())
                .put(
                        "token_expires_at",
                        runner.tokenExpiresAt().map(Instant::toString).orElse(null));
    }

    /** A page of those that the query asks for. */
    private GitLabReply list(GitLabRequest request) {
        long size = request.parameter("per_page").map(Long::parseLong).orElse(PAGE);
        long skipped = size * (request.parameter("page").map(Long::parseLong).orElse(1L) - 1);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        runners.all().stream()
                .map(RunnerFields::of)
                .filter(fields -> isAskedFor(fields, request))
                .skip(skipped)
                .limit(size)
                .map(fields -> fields.retain(LISTED))
                .forEach(list::add);
        return GitLabReply.json(200, list);
    }

    private static boolean isAskedFor(ObjectNode fields, GitLabRequest request) {
        boolean isOfOwner = request.path().startsWith("/runners/")
                || Stream.of("groups", "projects")
                        .flatMap(owners -> Streams.stream(fields.path(owners)))
                        .anyMatch(owner -> owner.path("id").asLong() == request.number());
        return isOfOwner
                && ImmutableMap.of("type", "runner_type", "status", "status").entrySet().stream()
                        .allMatch(field -> request.parameter(field.getKey())
                                .map(fields.path(field.getValue()).asText()::equals)
                                .orElse(true));
    }

    private GitLabReply update(SimulatedRunner runner, JsonNode body) {
        RunnerFields fields = new RunnerFields(body, runner.registration().scope(), runner.registration());
        ObjectNode complaints = fields.complaints();
        if (!complaints.isEmpty()) {
            return refused(complaints);
        }
        SimulatedRunner changed =
                runner.withProperties(body.path("description").asText(runner.description()), fields.registration());
        runners.put(changed);
        return GitLabReply.json(200, RunnerFields.of(changed));
    }

    private GitLabReply remove(SimulatedRunner runner) {
        runners.remove(runner);
        return GitLabReply.empty(204);
    }

    private GitLabReply removeManager(SimulatedRunner runner, JsonNode body) {
        String systemId = body.path("system_id").asText("");
        if (!runner.systemIds().contains(systemId)) {
            return GitLabReply.message(404, "404 Runner manager not found Not Found");
        }
        runners.put(runner.withoutSystem(systemId));
        return GitLabReply.empty(204);
    }

    private GitLabReply resetToken(SimulatedRunner runner) {
        String token = runner.token().reveal();
        String prefix = token.startsWith(LEGACY_TOKEN) ? LEGACY_TOKEN : AUTHENTICATION_TOKEN;
        return GitLabReply.json(201, credentials(runners.giveNewToken(runner, prefix)));
    }

    private GitLabReply requestJob(SimulatedRunner runner, JsonNode body) {
        runners.put(meet(runner, body).withJobRequest());
        return Optional.of(runner)
                .filter(asking -> !asking.registration().paused())
                .flatMap(asking -> jobs.take(asking.id(), url))
                .orElseGet(() -> GitLabReply.empty(204)
                        .withHeader(
                                "X-GitLab-Last-Update", body.path("last_update").asText("simulated")));
    }

    private SimulatedRunner meet(SimulatedRunner runner, JsonNode body) {
        SimulatedRunner met = runner.withSystem(body.path("system_id").asText(LEGACY_SYSTEM));
        runners.put(met);
        return met;
    }
}
