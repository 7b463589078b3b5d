package dev.outboard.runner.gitlab.client;

import dev.outboard.runner.gitlab.GitLabConnection;

/** Where GitLabs come from: real ones, or others for tests. */
@FunctionalInterface
public interface GitLabs {

    /**
     * The GitLab behind a connection. Nothing is read or sent before the first call.
     *
     * @param connection where it is, and how it is reached
     * @return the GitLab; it holds nothing that had to be closed
     */
    GitLab open(GitLabConnection connection);
}
