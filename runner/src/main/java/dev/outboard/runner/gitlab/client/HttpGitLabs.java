package dev.outboard.runner.gitlab.client;

import dev.outboard.runner.gitlab.GitLabConnection;

/** Real GitLabs, reached by the JDK's HTTP client. Immutable and thread-safe. */
public final class HttpGitLabs implements GitLabs {

    /** Creates the way to real GitLabs. */
    public HttpGitLabs() {}

    @Override
    public GitLab open(GitLabConnection connection) {
        return new HttpGitLab(connection, Waiting.REAL);
    }
}
