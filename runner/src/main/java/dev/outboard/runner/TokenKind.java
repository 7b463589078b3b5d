package dev.outboard.runner;

import dev.outboard.core.value.Secret;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a GitLab token is for, by its prefix (GitLab's documentation, "Token overview"). An administrator can put a prefix
 * of the instance before the usual one, or choose another for access tokens, so a token without a known prefix can be of
 * any kind.
 */
enum TokenKind {
    RUNNER("a runner's authentication token", "glrt-", "glrtr-"),
    ACCESS("an access token", "glpat-"),
    REGISTRATION("a registration token", "GR1348941"),
    DEPLOY("a deploy token", "gldt-"),
    JOB("a CI/CD job token", "glcbt-"),
    TRIGGER("a pipeline trigger token", "glptt-"),
    APPLICATION("an OAuth application secret", "gloas-"),
    AGENT("a token of the agent for Kubernetes", "glagent-"),
    FEED("a feed token", "glft-");

    private final String description;
    private final Pattern pattern;

    TokenKind(String description, String... prefixes) {
        this.description = description + " (" + prefixes[0] + "…)";
        this.pattern = Pattern.compile("(?:[A-Za-z0-9_-]{1,20}-)?(?:" + String.join("|", prefixes) + ").*");
    }

    /** The kind of a secret that the program itself holds. A file is read, and a variable is looked up, when it is used. */
    static Optional<TokenKind> of(Secret secret) {
        return secret.isInMemory()
                ? Arrays.stream(values())
                        .filter(kind -> kind.pattern.matcher(secret.reveal()).matches())
                        .findFirst()
                : Optional.empty();
    }

    /** For messages, without the token. */
    @Override
    public String toString() {
        return description;
    }
}
