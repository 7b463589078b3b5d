package dev.outboard.runner.gitlab.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.RunnerScope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one good answer, and says what is missing in it. */
final class AnswerReader {
    private final ApiCall call;
    private final Answer answer;
    private final GitLabFailures failures;
    private final JsonNode json;

    /** Takes an answer that must be JSON. */
    AnswerReader(ApiCall call, Answer answer, GitLabFailures failures) {
        this.call = call;
        this.answer = answer;
        this.failures = failures;
        this.json = answer.json();
        if (json.isMissingNode()) {
            throw failures.notJson(call, answer);
        }
    }

    CreatedRunner createdRunner() {
        long id = id().orElseThrow(() -> failures.incomplete(call, answer, "no id of a runner"));
        return new CreatedRunner(id, token(), expiry());
    }

    IssuedToken issuedToken() {
        return new IssuedToken(token(), expiry());
    }

    VerifiedRunner verifiedRunner() {
        return new VerifiedRunner(id(), expiry());
    }

    /** GitLab Runner takes an id of 0 for none, too. */
    OptionalLong id() {
        long id = json.path("id").asLong();
        return id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
    }

    List<RunnerEntry> runnerEntries() {
        if (!json.isArray()) {
            throw failures.incomplete(call, answer, "no list of runners");
        }
        List<RunnerEntry> entries = new ArrayList<>();
        json.forEach(entry -> entries.add(new RunnerEntry(
                entry.path("id").asLong(), entry.path("description").asText())));
        return entries;
    }

    private Secret token() {
        try {
            return Secret.of(json.path("token").asText());
        } catch (InvalidValueException none) {
            throw failures.incomplete(call, answer, "no token");
        }
    }

    private Optional<Instant> expiry() {
        String text = json.path("token_expires_at").asText("");
        if (text.isEmpty() || json.path("token_expires_at").isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException noTime) {
            throw failures.incomplete(call, answer, "a token_expires_at that is not a time");
        }
    }

    RunnerState runnerState() {
        long id = id().orElseThrow(() -> failures.incomplete(call, answer, "no id of a runner"));
        RunnerScope.Level level = word("runner_type", Stream.of(RunnerScope.Level.values()), RunnerScope.Level::word);
        int timeout = json.path("maximum_timeout").asInt();
        return new RunnerState(
                id,
                text("description"),
                level,
                owners(level),
                tags(),
                json.path("run_untagged").asBoolean(),
                json.path("locked").asBoolean(),
                // before 14.8 GitLab said the opposite
                json.path("paused").asBoolean(!json.path("active").asBoolean(true)),
                word("access_level", Stream.of(AccessLevel.values()), AccessLevel::word),
                timeout == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(timeout)),
                text("maintenance_note"),
                text("status"));
    }

    private <T> T word(String field, Stream<T> known, java.util.function.Function<T, String> spelling) {
        String found = text(field);
        return known.filter(value -> spelling.apply(value).equals(found))
                .findFirst()
                .orElseThrow(() -> failures.incomplete(
                        call, answer, "the " + field + " \"" + Words.clean(call, found) + "\", which is not known"));
    }

    private String text(String field) {
        JsonNode value = json.path(field);
        return value.isNull() ? "" : value.asText();
    }

    private List<Long> owners(RunnerScope.Level level) {
        List<Long> owners = new ArrayList<>();
        switch (level) {
            case INSTANCE -> {}
            case GROUP ->
                json.path("groups").forEach(group -> owners.add(group.path("id").asLong()));
            case PROJECT ->
                json.path("projects")
                        .forEach(project -> owners.add(project.path("id").asLong()));
        }
        return owners;
    }

    private Set<String> tags() {
        Set<String> tags = new LinkedHashSet<>();
        json.path("tag_list").forEach(tag -> tags.add(tag.asText()));
        return tags;
    }
}
