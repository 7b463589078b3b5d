package dev.outboard.runner.testing.parts;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a GitLab is asked about runners, and by them. */
public enum GitLabCall {
    /** {@code POST /user/runners}: a runner is created by an access token. */
    CREATE("POST", "/user/runners"),
    /** {@code POST /runners}: a runner is created by a registration token. */
    REGISTER("POST", "/runners"),
    /** {@code POST /runners/verify}: whether a runner's token is known. */
    VERIFY("POST", "/runners/verify"),
    /** {@code GET /runners/:id}: what is known of a runner. */
    READ("GET", "/runners/[0-9]+"),
    /** {@code GET /projects/:id/runners}, {@code /groups/:id/runners} and {@code /runners/all}: what runners there are. */
    LIST("GET", "/(projects|groups)/[0-9]+/runners|/runners/all"),
    /** {@code PUT /runners/:id}: a runner is changed. */
    UPDATE("PUT", "/runners/[0-9]+"),
    /** {@code DELETE /runners/:id}: a runner is deleted by an access token. */
    DELETE("DELETE", "/runners/[0-9]+"),
    /** {@code DELETE /runners}: a runner is deleted by its own token. */
    UNREGISTER("DELETE", "/runners"),
    /** {@code DELETE /runners/managers}: one place where a runner runs is deleted. */
    UNREGISTER_MANAGER("DELETE", "/runners/managers"),
    /** {@code POST /runners/reset_authentication_token}: a runner gets another token. */
    RESET_TOKEN("POST", "/runners/reset_authentication_token"),
    /** {@code POST /jobs/request}: a runner asks for a job. */
    REQUEST_JOB("POST", "/jobs/request"),
    /** {@code PATCH /jobs/:id/trace}: a runner tells the next part of a job's log. */
    APPEND_LOG("PATCH", "/jobs/[0-9]+/trace"),
    /** {@code PUT /jobs/:id}: a runner tells that a job still runs, or how it ended. */
    UPDATE_JOB("PUT", "/jobs/[0-9]+");

    private final String method;
    private final Pattern path;

    GitLabCall(String method, String path) {
        this.method = method;
        this.path = Pattern.compile(path);
    }

    /** The call that a request is, if it is one. */
    static Optional<GitLabCall> of(String method, String path) {
        for (GitLabCall call : values()) {
            if (call.method.equals(method) && call.path.matcher(path).matches()) {
                return Optional.of(call);
            }
        }
        return Optional.empty();
    }
}
