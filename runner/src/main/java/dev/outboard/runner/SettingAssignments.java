package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.Problems;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings that a builder gathers; they are checked when it builds. Not thread-safe. */
final class SettingAssignments {
    private Settings base = Settings.none();
    private final List<Assignment<?>> assignments = new ArrayList<>();

    private record Assignment<T>(Setting<T> setting, T value) {
        Settings in(Settings settings) {
            return settings.with(setting, value);
        }
    }

    void startFrom(Settings settings) {
        base = settings;
    }

    <T> void add(Setting<T> setting, T value) {
        assignments.add(new Assignment<>(
                requireNonNull(setting, "setting is null"), requireNonNull(value, () -> setting + " is null")));
    }

    /**
     * All of them.
     *
     * @param ofProcess whether they are for a process or for one of its runners
     */
    Settings checked(boolean ofProcess, Problems problems) {
        Settings settings = base;
        for (Assignment<?> assignment : assignments) {
            Settings soFar = settings;
            settings = problems.check(assignment.setting().toString(), () -> assignment.in(soFar))
                    .orElse(soFar);
        }
        for (Setting<?> setting : settings.keys()) {
            if (setting.section().isOfProcess() != ofProcess) {
                problems.add(
                        setting.toString(),
                        "a setting of " + (ofProcess ? "one runner" : "the whole process"),
                        "a setting of " + (ofProcess ? "the whole process" : "one runner"),
                        ofProcess ? "set it on the RunnerSpec" : "set it on the process of the RunnerSpec");
            }
        }
        return settings;
    }

    /** A runner does not read a key that came later, and says nothing of it. */
    static void requireVersion(Settings settings, Optional<RunnerVersion> version, Problems problems) {
        version.ifPresent(known -> settings.keys().stream()
                .filter(setting -> setting.since().compareTo(known) > 0)
                .forEach(setting -> problems.add(
                        setting.toString(),
                        "a key of GitLab Runner " + setting.since(),
                        "a key that GitLab Runner " + known + " knows, which the image has",
                        "use a newer image, or leave the setting out")));
    }
}
