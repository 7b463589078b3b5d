package dev.outboard.runner;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.systemd.options.ProxySettings;
import java.time.Duration;

/** The properties that a process of GitLab Runner has, in a container or not. */
final class ProcessProperties {

    static final Schema SCHEMA = new Schema();
    static final Property<ContainerName> NAME = SCHEMA.value("name");
    static final Property<AbsolutePath> CONFIGURATION_DIRECTORY = SCHEMA.derived(
            "configurationDirectory",
            values -> values.find(NAME).map(name -> RunnerProcess.CONFIGURATIONS.resolve(name.toString())));
    static final Property<ProxySettings> PROXIES = SCHEMA.value("proxies");
    static final Property<Settings> SETTINGS = SCHEMA.value("settings", Settings.none());
    static final Property<Duration> DRAIN_LIMIT = SCHEMA.value("drainLimit", RunnerProcess.DEFAULT_DRAIN_LIMIT);

    private ProcessProperties() {}

    /** Notes what no process takes. */
    static void check(Values values, Problems problems) {
        Duration limit = values.get(DRAIN_LIMIT);
        if (limit.toSeconds() < 1 || !limit.equals(Duration.ofSeconds(limit.toSeconds()))) {
            problems.add(
                    "drainLimit", limit.toString(), "whole seconds, at least one", "use e.g. Duration.ofMinutes(10)");
        }
        ProcessRules.sections(values.get(SETTINGS), true, problems);
    }
}
