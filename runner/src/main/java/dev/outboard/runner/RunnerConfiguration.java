package dev.outboard.runner;

import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.HttpUrl;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** What a {@code config.toml} of GitLab Runner says (GitLab's documentation, "Advanced configuration"). */
final class RunnerConfiguration {
    private RunnerConfiguration() {}

    /** Whether one of its {@code [[runners]]} has this name and GitLab. */
    static boolean names(String toml, ContainerName name, HttpUrl url) {
        TomlParseResult parsed = Toml.parse(toml);
        if (parsed.hasErrors() || !parsed.isArray("runners")) {
            return false;
        }
        TomlArray runners = parsed.getArrayOrEmpty("runners");
        for (int index = 0; index < runners.size(); index++) {
            TomlTable runner = runners.getTable(index);
            if (name.toString().equals(runner.getString("name"))
                    && url.toString().equals(runner.getString("url"))) {
                return true;
            }
        }
        return false;
    }
}
