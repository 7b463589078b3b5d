package dev.outboard.runner.rules;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.Secret;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a GitLab token is for, by its prefix (GitLab's documentation, "Token overview"). An administrator can put a prefix
 * of the instance before the usual one, or choose another for access tokens, so a token without a known prefix can be of
 * any kind.
 */
public enum TokenKind {
    RUNNER("a runner's authentication token", "glrt-", "glrtr-"),
    ACCESS("an access token", "glpat-"),
    REGISTRATION("a registration token", "GR1348941"),
    DEPLOY("a deploy token", "gldt-"),
    JOB("a CI/CD job token", "glcbt-"),
    TRIGGER("a pipeline trigger token", "glptt-"),
    APPLICATION("an OAuth application secret", "gloas-"),
    AGENT("a token of the agent for Kubernetes", "glagent-"),
    FEED("a feed token", "glft-"),
    MAIL("a token for incoming mail", "glimt-"),
    SCIM("a SCIM token", "glsoat-"),
    FEATURE_FLAGS("a token of a feature flags client", "glffct-"),
    WORKSPACE("a token of a workspace", "glwt-");

    /** What people leave in examples: brackets, a variable that no shell has replaced, or words such as CHANGE_ME. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "<.*>|\\{\\{.*}}|\\[.*]|__.*__|%.*%|\\$.*|[*.xX]{3,}"
                    + "|(?:change|changeme|replace|replaceme|insert|enter|your|my|the|todo|tbd|fixme|placeholder|token|secret)"
                    + "(?:[-_ ]+[a-z]+)*",
            Pattern.CASE_INSENSITIVE);

    private final String description;
    private final Pattern prefix;

    TokenKind(String description, String... prefixes) {
        this.description = description + " (" + prefixes[0] + "…)";
        this.prefix = Pattern.compile("(?:.*-)?(?:" + String.join("|", prefixes) + ")");
    }

    private static Optional<TokenKind> of(String token) {
        return Arrays.stream(values())
                .filter(kind -> kind.prefix.matcher(token).lookingAt())
                .findFirst();
    }

    /**
     * What is wrong with a token that must be of this kind.
     *
     * @param property what the token is given to
     * @param secret the token
     * @return a problem, which does not show the token; empty if nothing speaks against it
     */
    public Optional<Problem> problem(String property, Secret secret) {
        String token = secret.reveal();
        String words = of(token)
                .map(kind -> kind.prefix.matcher(token).replaceFirst(""))
                .orElse(token);
        if (PLACEHOLDER.matcher(words).matches()) {
            return Optional.of(new Problem(
                    property,
                    "a placeholder (" + secret.source() + ")",
                    toString(),
                    "put the token there that GitLab shows"));
        }
        return of(token)
                .filter(found -> found != this)
                .map(found -> new Problem(property, found + " (" + secret.source() + ")", toString(), found.remedy()));
    }

    private String remedy() {
        return switch (this) {
            case RUNNER -> "call token(Secret), which is for the token of a runner that exists";
            case ACCESS -> "create the runner by it: token(RunnerToken.created(…))";
            case REGISTRATION -> "register the runner by it: token(RunnerToken.registered(…))";
            default -> "create a runner in GitLab and give its token, or an access token with the scope create_runner";
        };
    }

    /** For messages, without the token. */
    @Override
    public String toString() {
        return description;
    }
}
