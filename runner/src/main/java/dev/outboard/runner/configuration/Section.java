package dev.outboard.runner.configuration;

import java.util.List;

/** A table of {@code config.toml} (GitLab's documentation, "Advanced configuration"). */
public enum Section {
    /** The keys before the first table: they concern the whole process. */
    GLOBAL("", "", true),
    /** {@code [session_server]}, for interactive web terminals. */
    SESSION_SERVER("session_server", "session_server", true),
    /** One {@code [[runners]]}. */
    RUNNER("runners", "", false),
    /** {@code [runners.docker]}, the executor that runs each job in containers. */
    DOCKER("runners.docker", "docker", false),
    /** {@code [runners.feature_flags]}. */
    FEATURE_FLAGS("runners.feature_flags", "feature_flags", false),
    /** {@code [runners.cache]}. */
    CACHE("runners.cache", "cache", false);

    private final String header;
    private final String table;
    private final boolean ofProcess;

    Section(String header, String table, boolean ofProcess) {
        this.header = header;
        this.table = table;
        this.ofProcess = ofProcess;
    }

    /**
     * Whether the section concerns the process and all of its runners.
     *
     * @return false for what stands in a {@code [[runners]]}
     */
    public boolean isOfProcess() {
        return ofProcess;
    }

    /**
     * What a feature flag asks of GitLab Runner, whatever the flag: before that, flags were variables of jobs.
     *
     * @param flag its name
     * @return the first version that reads flags from the file
     */
    public static Requirement requirementOfFlag(String flag) {
        return new Requirement("featureFlags", flag, RunnerVersion.of("13.11"));
    }

    /**
     * Where the section is.
     *
     * @return the keys from the file's top or from its {@code [[runners]]}
     */
    public List<String> path() {
        return table.isEmpty() ? List.of() : List.of(table);
    }

    /** A key of this section as people write it, for example {@code runners.docker.memory}. */
    String nameOf(String key) {
        return header.isEmpty() ? key : header + "." + key;
    }
}
