package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.gitlab.RunnerRegistration;
import dev.outboard.runner.rules.TokenKind;
import java.util.Optional;

/** How a runner comes to its token, by which GitLab knows it. */
public sealed interface RunnerToken {

    /**
     * The secret that the program gives: an access token, the runner's own token, or a registration token.
     *
     * @return where it is
     */
    Secret secret();

    /**
     * What is wrong with the token's text: a token for something else, or what people leave in examples.
     *
     * @param property what the token is given to
     * @return a problem, which does not show the token; empty if nothing speaks against it
     * @throws dev.outboard.core.failure.ProvisioningException if the token can't be read
     */
    default Optional<Problem> problem(String property) {
        if (this instanceof Created) {
            return TokenKind.ACCESS.problem(property, secret());
        }
        return (this instanceof Given ? TokenKind.RUNNER : TokenKind.REGISTRATION).problem(property, secret());
    }

    /**
     * The runner is created through GitLab's API (since 16.0): the way that GitLab recommends. Outboard deletes it when the
     * stack is removed: by its number, if the access token is then still in the file or variable that it came from and may do
     * that, and otherwise by the runner's own token. The receipt remembers the place of the access token, not the token.
     *
     * @param accessToken an access token with the scope {@code create_runner}; with {@code manage_runner} or {@code api} as
     *     well, what is changed in GitLab is seen, and the runner is deleted by it
     * @param registration what GitLab keeps of the runner; it names the instance, group or project
     */
    record Created(Secret accessToken, RunnerRegistration registration) implements RunnerToken {
        /**
         * Creates the token's way.
         *
         * @param accessToken an access token
         * @param registration what GitLab keeps of the runner
         */
        public Created {
            requireNonNull(accessToken, "accessToken is null");
            if (registration.scope().isEmpty()) {
                throw new InvalidValueException(
                        "registration",
                        "none",
                        "whose jobs the runner takes",
                        "name it: RunnerRegistration.builder().scope(RunnerScope.project(…))");
            }
        }

        @Override
        public Secret secret() {
            return accessToken;
        }
    }

    /**
     * The runner is in GitLab already, and its token is known. What GitLab keeps of it is changed there.
     *
     * @param secret the token ({@code glrt-…})
     */
    record Given(Secret secret) implements RunnerToken {
        /**
         * Creates the token's way.
         *
         * @param secret the token
         */
        public Given {
            requireNonNull(secret, "token is null");
        }
    }

    /**
     * The runner registers by a registration token. GitLab has deprecated that since 15.6 and does not take it since 17.0
     * unless an administrator allows it; prefer {@link Created}.
     *
     * @param secret the registration token
     * @param registration what GitLab keeps of the runner; the token says whose jobs it takes
     */
    record Registered(Secret secret, RunnerRegistration registration) implements RunnerToken {
        /**
         * Creates the token's way.
         *
         * @param secret the registration token
         * @param registration what GitLab keeps of the runner
         */
        public Registered {
            requireNonNull(secret, "registrationToken is null");
            requireNonNull(registration, "registration is null");
        }
    }

    /**
     * Creates the runner through the API.
     *
     * @param accessToken an access token with the scope {@code create_runner}
     * @param registration what GitLab keeps of the runner; with a scope
     * @return the token's way
     * @throws InvalidValueException if the registration names neither instance nor group nor project
     */
    static RunnerToken created(Secret accessToken, RunnerRegistration registration) {
        return new Created(accessToken, registration);
    }

    /**
     * Uses the token of a runner that is in GitLab.
     *
     * @param secret where the token is
     * @return the token's way
     */
    static RunnerToken given(Secret secret) {
        return new Given(secret);
    }

    /**
     * Registers by a registration token, which GitLab has deprecated.
     *
     * @param secret where the registration token is
     * @param registration what GitLab keeps of the runner
     * @return the token's way
     */
    static RunnerToken registered(Secret secret, RunnerRegistration registration) {
        return new Registered(secret, registration);
    }
}
