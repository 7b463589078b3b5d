package dev.outboard.runner.testing.parts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.gitlab.RunnerScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The fields in which runners are told to GitLab and by it. */
final class RunnerFields {
    private static final int SHORTEST_TIMEOUT = 600;
    private static final int LONGEST_NOTE = 1024;

    private final JsonNode body;
    private final Optional<RunnerScope> scope;
    private final RunnerRegistration before;

    /**
     * Reads a request.
     *
     * @param body its body
     * @param scope whose runner it is about
     * @param before what counts where the body says nothing
     */
    RunnerFields(JsonNode body, Optional<RunnerScope> scope, RunnerRegistration before) {
        this.body = body;
        this.scope = scope;
        this.before = before;
    }

    /** What GitLab complains about: by field, as its models do. */
    ObjectNode complaints() {
        ObjectNode complaints = JsonNodeFactory.instance.objectNode();
        if (tags().isEmpty() && !runUntagged()) {
            complaints.putArray("tags_list").add("can not be empty when runner is not allowed to pick untagged jobs");
        }
        if (timeout().filter(seconds -> seconds < SHORTEST_TIMEOUT).isPresent()) {
            complaints.putArray("maximum_timeout").add("needs to be at least 10 minutes");
        }
        if (note().length() > LONGEST_NOTE) {
            complaints.putArray("maintenance_note").add("is too long (maximum is " + LONGEST_NOTE + " characters)");
        }
        return complaints;
    }

    RunnerRegistration registration() {
        RunnerRegistration.Builder builder = RunnerRegistration.builder()
                .runUntagged(runUntagged())
                .paused(flag("paused", before.paused()))
                .accessLevel(accessLevel());
        scope.ifPresent(builder::scope);
        tags().forEach(builder::addTag);
        if (scope.isEmpty() || scope.get().level() == RunnerScope.Level.PROJECT) {
            builder.locked(flag("locked", before.locked()));
        }
        timeout().map(Duration::ofSeconds).ifPresent(builder::maximumTimeout);
        Optional.of(note()).filter(note -> !note.isBlank()).ifPresent(builder::maintenanceNote);
        return builder.build();
    }

    private boolean flag(String field, boolean otherwise) {
        return body.path(field).asBoolean(otherwise);
    }

    private boolean runUntagged() {
        return flag("run_untagged", before.runUntagged());
    }

    /** A text with commas, or a list. */
    private List<String> tags() {
        if (!body.has("tag_list")) {
            return List.copyOf(before.tags());
        }
        List<String> texts = new ArrayList<>();
        if (body.path("tag_list").isArray()) {
            body.path("tag_list").forEach(tag -> texts.add(tag.asText()));
        } else {
            texts.add(body.path("tag_list").asText());
        }
        return texts.stream()
                .flatMap(text ->
                        Splitter.on(',').trimResults().omitEmptyStrings().splitToStream(text))
                .distinct()
                .toList();
    }

    private Optional<Long> timeout() {
        if (!body.has("maximum_timeout")) {
            return before.maximumTimeout().map(Duration::toSeconds);
        }
        return Optional.of(body.path("maximum_timeout").asLong()).filter(seconds -> seconds != 0);
    }

    private String note() {
        return body.has("maintenance_note")
                ? body.path("maintenance_note").asText("")
                : before.maintenanceNote().orElse("");
    }

    private AccessLevel accessLevel() {
        String word = body.path("access_level").asText(before.accessLevel().word());
        return Stream.of(AccessLevel.values())
                .filter(level -> level.word().equals(word))
                .findFirst()
                .orElse(before.accessLevel());
    }

    /** A runner as {@code GET /runners/:id} shows it. */
    static ObjectNode of(SimulatedRunner runner) {
        RunnerRegistration registration = runner.registration();
        RunnerScope scope = registration.scope().orElse(RunnerScope.instance());
        ObjectNode fields = JsonNodeFactory.instance
                .objectNode()
                .put("id", runner.id())
                .put("description", runner.description())
                .put("active", !registration.paused())
                .put("paused", registration.paused())
                .put("is_shared", scope.level() == RunnerScope.Level.INSTANCE)
                .put("runner_type", scope.level().word())
                .put("status", runner.jobRequests() == 0 ? "never_contacted" : "online")
                .put("run_untagged", registration.runUntagged())
                .put("locked", registration.locked())
                .put("access_level", registration.accessLevel().word())
                .put("maintenance_note", registration.maintenanceNote().orElse(null));
        registration
                .maximumTimeout()
                .ifPresentOrElse(
                        time -> fields.put("maximum_timeout", time.toSeconds()),
                        () -> fields.putNull("maximum_timeout"));
        registration.tags().forEach(fields.putArray("tag_list")::add);
        ArrayNode groups = fields.putArray("groups");
        ArrayNode projects = fields.putArray("projects");
        switch (scope.level()) {
            case INSTANCE -> {}
            case GROUP -> groups.addObject().put("id", scope.id());
            case PROJECT -> projects.addObject().put("id", scope.id());
        }
        return fields;
    }
}
