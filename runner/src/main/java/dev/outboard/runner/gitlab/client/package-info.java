/**
 * GitLab's REST API, as far as a runner's life needs it: created, registered, verified, compared, changed, given a new
 * token, deleted. Inside of the library.
 *
 * <p>Enters: a {@link dev.outboard.runner.gitlab.GitLabConnection} and tokens. Leaves: what GitLab says of its runners. {@link
 * dev.outboard.runner.gitlab.client.GitLab} is all that the rest of Outboard sees; this is the only package that speaks
 * HTTP, by the JDK's own client. Uses core's {@code text}, {@code failure}, {@code spec} and {@code value}.
 *
 * <p>A token goes out in a header or a body, and comes in as a {@link dev.outboard.core.value.Secret}: it is in no URL,
 * no log and no exception.
 */
@NullMarked
package dev.outboard.runner.gitlab.client;

import org.jspecify.annotations.NullMarked;
