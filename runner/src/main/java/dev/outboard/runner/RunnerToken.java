package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.rules.TokenKind;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a runner comes to its token, by which GitLab knows it.
 *
 * <p>Immutable. Two are equal if they are of the same way and have an equal secret and registration.
 */
public final class RunnerToken {
    private final TokenKind kind;
    private final Secret secret;
    private final @Nullable RunnerRegistration registration;

    private RunnerToken(TokenKind kind, Secret secret, @Nullable RunnerRegistration registration) {
        this.kind = kind;
        this.secret = secret;
        this.registration = registration;
    }

    /**
     * The runner is created through GitLab's API (since 16.0): the way that GitLab recommends. Outboard deletes it when the
     * stack is removed: by its number, if the access token is then still in the file or variable that it came from and may do
     * that, and otherwise by the runner's own token. The receipt remembers the place of the access token, not the token.
     *
     * @param accessToken an access token with the scope {@code create_runner}; with {@code manage_runner} or {@code api} as
     *     well, what is changed in GitLab is seen, and the runner is deleted by it
     * @param registration what GitLab keeps of the runner; it names the instance, group or project
     * @return the token's way
     * @throws InvalidValueException if the registration names neither instance nor group nor project
     */
    public static RunnerToken created(Secret accessToken, RunnerRegistration registration) {
        requireNonNull(accessToken, "accessToken is null");
        if (registration.scope().isEmpty()) {
            throw new InvalidValueException(
                    "registration",
                    "none",
                    "whose jobs the runner takes",
                    "name it: RunnerRegistration.builder().scope(RunnerScope.project(…))");
        }
        return new RunnerToken(TokenKind.ACCESS, accessToken, registration);
    }

    /**
     * The runner is in GitLab already, and its token is known. What GitLab keeps of it is changed there.
     *
     * @param secret where the token is ({@code glrt-…})
     * @return the token's way
     */
    public static RunnerToken given(Secret secret) {
        return new RunnerToken(TokenKind.RUNNER, requireNonNull(secret, "token is null"), null);
    }

    /**
     * The runner registers by a registration token. GitLab has deprecated that since 15.6 and does not take it since 17.0
     * unless an administrator allows it; prefer {@link #created}.
     *
     * @param secret where the registration token is
     * @param registration what GitLab keeps of the runner; the token says whose jobs it takes
     * @return the token's way
     */
    public static RunnerToken registered(Secret secret, RunnerRegistration registration) {
        return new RunnerToken(
                TokenKind.REGISTRATION,
                requireNonNull(secret, "registrationToken is null"),
                requireNonNull(registration, "registration is null"));
    }

    /**
     * Whether the runner is created through GitLab's API.
     *
     * @return true if {@link #created} made it
     */
    public boolean isCreated() {
        return kind == TokenKind.ACCESS;
    }

    /**
     * Whether the runner is in GitLab already.
     *
     * @return true if {@link #given} made it
     */
    public boolean isGiven() {
        return kind == TokenKind.RUNNER;
    }

    /**
     * Whether the runner registers by a registration token.
     *
     * @return true if {@link #registered} made it
     */
    public boolean isRegistered() {
        return kind == TokenKind.REGISTRATION;
    }

    /**
     * The secret that the program gives: an access token, the runner's own token, or a registration token.
     *
     * @return where it is
     */
    public Secret secret() {
        return secret;
    }

    /**
     * What GitLab keeps of a runner that Outboard makes.
     *
     * @return the registration; empty if the runner is in GitLab already
     */
    public Optional<RunnerRegistration> registration() {
        return Optional.ofNullable(registration);
    }

    /**
     * What is wrong with the token's text: a token for something else, or what people leave in examples.
     *
     * @param property what the token is given to
     * @return a problem, which does not show the token; empty if nothing speaks against it
     * @throws dev.outboard.core.failure.ProvisioningException if the token can't be read
     */
    public Optional<Problem> problem(String property) {
        return kind.problem(property, secret);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunnerToken token
                && kind == token.kind
                && secret.equals(token.secret)
                && Objects.equals(registration, token.registration);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, secret, registration);
    }

    /** The way, where the secret is, and the registration; never the secret. */
    @Override
    public String toString() {
        return kind + " " + secret + registration().map(made -> ", " + made).orElse("");
    }
}
