package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.Problems;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import java.util.ArrayList;
import java.util.List;

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
}
