package dev.outboard.runner.gitlab.client;

/**
 * What can be asked of GitLab.
 *
 * <p>An operation is harmless to repeat if twice is the same as once. Those that make something are not: a second {@code POST
 * /user/runners} would make a second runner, and a second reset would come with a token that the first one ended. They are
 * sent again only where GitLab certainly did nothing.
 */
enum Operation {
    /** {@code POST /user/runners}. */
    CREATE(
            "POST",
            false,
            "give the access token the scope create_runner (or api), of a user who is owner of the group, maintainer of the"
                    + " project, or administrator for a runner of the instance"),
    /** {@code POST /runners}. */
    REGISTER("POST", false, "take the registration token from the instance, group or project that the runner is for"),
    /** {@code POST /runners/verify}. */
    VERIFY("POST", true, "see whether this address answers as GitLab"),
    /** {@code GET /runners/:id}. */
    READ("GET", true, Operation.MANAGE),
    /** {@code GET /projects/:id/runners} and the like. */
    LIST("GET", true, Operation.MANAGE),
    /** {@code PUT /runners/:id}. */
    UPDATE("PUT", true, Operation.MANAGE),
    /** {@code DELETE /runners/:id}. */
    DELETE("DELETE", true, Operation.MANAGE),
    /** {@code DELETE /runners}. */
    UNREGISTER("DELETE", true, "see whether this address answers as GitLab"),
    /** {@code POST /runners/reset_authentication_token}. */
    RESET_TOKEN("POST", false, "see in GitLab whether the runner is still there, and give its present token");

    private static final String MANAGE =
            "give the access token the scope manage_runner (or api), of a user who may change this runner";

    private final String method;
    private final boolean isRepeatable;
    private final String remedyWhereForbidden;

    Operation(String method, boolean isRepeatable, String remedyWhereForbidden) {
        this.method = method;
        this.isRepeatable = isRepeatable;
        this.remedyWhereForbidden = remedyWhereForbidden;
    }

    /** The HTTP method. */
    String method() {
        return method;
    }

    /** Whether twice is the same as once. */
    boolean isRepeatable() {
        return isRepeatable;
    }

    /** What to do about a 403. */
    String remedyWhereForbidden() {
        return remedyWhereForbidden;
    }
}
