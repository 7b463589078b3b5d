package dev.outboard.runner.gitlab;

import dev.outboard.core.failure.ProvisioningException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A GitLab that does not answer, or refuses. The message has GitLab's own words, and never a token. */
public final class GitLabException extends ProvisioningException {
    private static final long serialVersionUID = 1L;
    private static final int NO_ANSWER = 0;
    private static final int NOT_SENT = -1;
    private static final int REQUEST_TIMEOUT = 408;

    /** The HTTP status of the answer; 0 if there was none, and -1 if there was no request. */
    private final int status;

    /**
     * Creates the failure of a call that was not answered.
     *
     * @param problem the GitLab, what was asked of it, and what happened
     * @param remedy what to do
     * @param cause the failure below, or null
     */
    public GitLabException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, remedy, cause);
        this.status = NO_ANSWER;
    }

    private GitLabException(String problem, String remedy, Throwable cause, int status) {
        super(problem, remedy, cause);
        this.status = status;
    }

    /**
     * The failure of a call that never left this host: there was no connection to send it by.
     *
     * @param problem the GitLab, what was asked of it, and what happened
     * @param remedy what to do
     * @param cause the failure below
     * @return the failure
     */
    public static GitLabException notSent(String problem, String remedy, Throwable cause) {
        return new GitLabException(problem, remedy, cause, NOT_SENT);
    }

    /**
     * Creates the failure of a call that was answered.
     *
     * @param problem the GitLab, what was asked of it, and what it said
     * @param remedy what to do
     * @param status the HTTP status of the answer
     */
    public GitLabException(String problem, String remedy, int status) {
        super(problem, remedy);
        this.status = status;
    }

    /**
     * The HTTP status of GitLab's last answer.
     *
     * @return for example 403; empty if there was no answer
     */
    public OptionalInt status() {
        return status > NO_ANSWER ? OptionalInt.of(status) : OptionalInt.empty();
    }

    /**
     * Whether GitLab, or a server before it, answered and refused.
     *
     * @return true for the statuses from 400 to 499 but 408; false also if there was no answer
     */
    public boolean isRefusal() {
        return status / 100 == 4 && status != REQUEST_TIMEOUT;
    }

    /**
     * Whether GitLab certainly did not do what was asked.
     *
     * @return true if it refused, if the answer is a redirect, or if the request was never sent, since there was no host of
     *     that name, no server listened, or TLS failed; false if the connection was lost later, at a time-out, and for the
     *     statuses from 500 on
     */
    public boolean isUndone() {
        return isRefusal() || status / 100 == 3 || status == NOT_SENT;
    }
}
