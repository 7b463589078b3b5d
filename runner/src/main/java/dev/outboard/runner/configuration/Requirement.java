package dev.outboard.runner.configuration;

import dev.outboard.core.failure.Problem;
import java.util.List;

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

    /**
     * What a version of GitLab Runner ignores without a word, or does not start with.
     *
     * @param requirements what it is given to read
     * @param version the version
     * @return a problem for each requirement that came later
     */
    public static List<Problem> tooNew(List<Requirement> requirements, RunnerVersion version) {
        return requirements.stream()
                .filter(requirement -> requirement.isNewerThan(version))
                .map(requirement -> new Problem(
                        requirement.property(),
                        requirement.content() + ", known since GitLab Runner " + requirement.since(),
                        "what GitLab Runner " + version + " understands",
                        "use a newer one, or leave it out"))
                .toList();
    }
}
