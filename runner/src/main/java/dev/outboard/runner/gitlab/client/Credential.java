package dev.outboard.runner.gitlab.client;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.Secret;
import java.util.regex.Pattern;

/** A token that was read for one call. It prints as {@code ****}. */
final class Credential {
    private static final Pattern VISIBLE = Pattern.compile("[!-~]+");

    private final Secret secret;
    private final String token;

    private Credential(Secret secret, String token) {
        this.secret = secret;
        this.token = token;
    }

    /**
     * Reads a token.
     *
     * @throws InvalidValueException if no token looks like that. The JDK would refuse it as a header, and show it in its
     *     message
     */
    static Credential of(Secret secret) {
        String token = secret.reveal();
        if (!VISIBLE.matcher(token).matches()) {
            throw new InvalidValueException(
                    "token (" + secret.source() + ")",
                    secret.toString(),
                    "visible ASCII characters without blanks",
                    "put there what GitLab showed, and nothing else");
        }
        return new Credential(secret, token);
    }

    /** The token itself, for the wire. */
    String token() {
        return token;
    }

    /** Where it came from. */
    String source() {
        return secret.source();
    }

    @Override
    public String toString() {
        return secret.toString();
    }
}
