/**
 * GitLab's REST API, as far as a runner's life needs it: created, registered, verified, compared, changed, given a new
 * token, deleted. A {@link dev.outboard.runner.gitlab.GitLabConnection} and tokens enter; what GitLab says of its runners
 * leaves. {@link dev.outboard.runner.gitlab.GitLab} is all that the rest of Outboard sees; this is the only package that
 * speaks HTTP, by the JDK's own client. Uses core's {@code failure} and {@code value}.
 *
 * <p>A token goes out in a header or a body, and comes in as a {@link dev.outboard.core.value.Secret}: it is in no URL,
 * no log and no exception.
 *
 * <pre>{@code
 * GitLab gitLab = new HttpGitLabs().open(GitLabConnection.of(HttpUrl.of("https://gitlab.example.org")));
 * CreatedRunner runner = gitLab.createRunner(
 *         Secret.fromFile(Path.of("/root/gitlab-access-token")),
 *         "runner1",
 *         RunnerRegistration.builder().scope(RunnerScope.group(12)).addTag("docker").build());
 * }</pre>
 */
@NullMarked
package dev.outboard.runner.gitlab;

import org.jspecify.annotations.NullMarked;
