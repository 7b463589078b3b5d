package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.value.Secret;

/**
 * What a runner shows to GitLab to register.
 *
 * @param secret where the token is; read when the runner registers, and never shown
 * @param kind what GitLab takes it for
 */
public record RunnerToken(Secret secret, Kind kind) {

    /** What a token is for, and how {@code gitlab-runner register} takes it. */
    public enum Kind {
        /** The token of a runner that exists in GitLab ({@code glrt-…}). */
        AUTHENTICATION("CI_SERVER_TOKEN"),
        /** A token that may create runners; deprecated by GitLab since 15.6. */
        REGISTRATION("REGISTRATION_TOKEN");

        private final String variable;

        Kind(String variable) {
            this.variable = variable;
        }

        /**
         * The environment variable in which {@code gitlab-runner register} takes it ({@code gitlab-runner register
         * --help}).
         *
         * @return the variable's name
         */
        public String variable() {
            return variable;
        }
    }

    /**
     * An authentication token.
     *
     * @param secret where it is
     * @return the token
     */
    public static RunnerToken authentication(Secret secret) {
        return new RunnerToken(requireNonNull(secret, "token is null"), Kind.AUTHENTICATION);
    }

    /**
     * A registration token.
     *
     * @param secret where it is
     * @return the token
     */
    public static RunnerToken registration(Secret secret) {
        return new RunnerToken(requireNonNull(secret, "registrationToken is null"), Kind.REGISTRATION);
    }
}
