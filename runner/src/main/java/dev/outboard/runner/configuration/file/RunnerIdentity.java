package dev.outboard.runner.configuration.file;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.Secret;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The identity of a runner. GitLab does not demand that names differ, and a file may have runners of several GitLabs, so a runner
 * is known by its name and its GitLab, and among several of those by its token or its number.
 *
 * @param name the runner's name
 * @param url where its GitLab is; empty where an earlier version of Outboard remembered the name alone
 * @param id its number in GitLab, if it is known
 * @param token its token, if it is known
 */
public record RunnerIdentity(String name, Optional<GitLabUrl> url, OptionalLong id, Optional<Secret> token) {
    private static final String DOCKER = "docker";

    /**
     * The runner of a name in a GitLab.
     *
     * @param name the runner's name
     * @param url where its GitLab is
     * @return the identity, without number and token
     */
    public static RunnerIdentity of(String name, String url) {
        return new RunnerIdentity(name, Optional.of(GitLabUrl.of(url)), OptionalLong.empty(), Optional.empty());
    }

    /**
     * The same runner, with its token known.
     *
     * @param known the token
     * @return the identity
     */
    public RunnerIdentity withToken(Secret known) {
        return new RunnerIdentity(name, url, id, Optional.of(known));
    }

    /**
     * The same runner, with its number known.
     *
     * @param known the number, or empty
     * @return the identity
     */
    public RunnerIdentity withId(OptionalLong known) {
        return new RunnerIdentity(name, url, known, token);
    }

    /**
     * The entries of a file that may be this runner. Those of its name and its GitLab count. If there are several, those
     * with its token do, then those with its number, then those with the executor that Outboard's runners have.
     *
     * @param entries the entries of a file
     * @return one entry if it is known which, several if nothing tells them apart, or none
     */
    public List<RegisteredRunner> among(List<RegisteredRunner> entries) {
        List<RegisteredRunner> found = entries.stream()
                .filter(entry -> entry.name().equals(name)
                        && url.filter(known -> !known.equals(GitLabUrl.of(entry.url())))
                                .isEmpty())
                .toList();
        found = narrowed(found, this::hasToken);
        found = narrowed(found, entry -> id.isPresent() && entry.id().equals(id));
        return narrowed(found, entry -> entry.executor().equals(DOCKER));
    }

    private static List<RegisteredRunner> narrowed(
            List<RegisteredRunner> entries, Predicate<RegisteredRunner> condition) {
        List<RegisteredRunner> narrowed = entries.size() < 2
                ? entries
                : entries.stream().filter(condition).toList();
        return narrowed.isEmpty() ? entries : narrowed;
    }

    private boolean hasToken(RegisteredRunner entry) {
        return token.isPresent()
                && entry.token()
                        .map(Secret::reveal)
                        .filter(token.get().reveal()::equals)
                        .isPresent();
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
