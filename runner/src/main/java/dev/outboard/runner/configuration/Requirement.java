package dev.outboard.runner.configuration;

/**
 * Something that a configuration says, and the first version of GitLab Runner that reads it. An older one ignores it without a
 * word, or does not start.
 *
 * @param property where it was said, for example {@code runners.docker.gpus}
 * @param content what was said, for example {@code a key}
 * @param since the version
 */
public record Requirement(String property, String content, RunnerVersion since) {

    /**
     * Whether a version does not read it.
     *
     * @param version the version
     * @return true if it came later
     */
    public boolean isNewerThan(RunnerVersion version) {
        return since.compareTo(version) > 0;
    }
}
