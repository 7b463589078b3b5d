package dev.outboard.runner;

/** What writes a runner's token into its {@code config.toml}. */
public enum RegistrationMethod {
    /** Outboard, after it asked GitLab itself. This program has to reach GitLab. */
    CONFIGURATION_FILE,
    /**
     * {@code gitlab-runner register} in the runner's container. Only the container has to reach GitLab; also for GitLabs
     * before 9.0, which have another API. The runner leaves GitLab by {@code gitlab-runner unregister} in a container of its
     * own, after that of its jobs has ended.
     */
    REGISTER_COMMAND
}
