package dev.outboard.runner.rules;

import com.google.common.collect.ImmutableMap;
import dev.outboard.runner.configuration.Requirement;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.gitlab.AccessLevel;
import dev.outboard.runner.gitlab.RunnerRegistration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flags by which {@code gitlab-runner register} is told what GitLab must know of a runner. */
public final class RegisterFlags {
    /** The first versions of GitLab Runner whose command has a flag ({@code commands/register.go}). */
    private static final Map<String, RunnerVersion> FLAGS = ImmutableMap.of(
            "--run-untagged", new RunnerVersion(1, 10),
            "--locked=false", new RunnerVersion(9, 0),
            "--maximum-timeout", new RunnerVersion(10, 7),
            "--paused", new RunnerVersion(11, 0),
            "--access-level", new RunnerVersion(12, 0),
            "--maintenance-note", new RunnerVersion(14, 8));

    private RegisterFlags() {}

    /** Only what differs from the command's own defaults: GitLab Runner 1.0 knows none of these but the tags. */
    public static List<String> of(RunnerRegistration registration) {
        List<String> words = new ArrayList<>();
        option(
                words,
                "--tag-list",
                Optional.of(String.join(",", registration.tags())).filter(tags -> !tags.isEmpty()));
        if (!registration.tags().isEmpty() && registration.runUntagged()) {
            words.add("--run-untagged");
        }
        if (!registration.locked()) {
            words.add("--locked=false");
        }
        if (registration.paused()) {
            words.add("--paused");
        }
        option(
                words,
                "--access-level",
                Optional.of(registration.accessLevel())
                        .filter(level -> level != AccessLevel.NOT_PROTECTED)
                        .map(AccessLevel::word));
        option(
                words,
                "--maximum-timeout",
                registration.maximumTimeout().map(Duration::toSeconds).map(seconds -> Long.toString(seconds)));
        option(words, "--maintenance-note", registration.maintenanceNote());
        return words;
    }

    /** The versions of GitLab Runner that know all of these flags: an older command ends with an error. */
    public static List<Requirement> requirements(RunnerRegistration registration) {
        List<Requirement> requirements = new ArrayList<>();
        for (String word : of(registration)) {
            Optional.ofNullable(FLAGS.get(word))
                    .ifPresent(since ->
                            requirements.add(new Requirement("token", "gitlab-runner register " + word, since)));
        }
        return requirements;
    }

    private static void option(List<String> words, String name, Optional<String> value) {
        value.ifPresent(text -> words.addAll(List.of(name, text)));
    }
}
