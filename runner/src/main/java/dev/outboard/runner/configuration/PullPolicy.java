package dev.outboard.runner.configuration;

/** When the docker executor asks a registry for an image (GitLab's documentation, "Docker executor", pull policies). */
public enum PullPolicy {
    /** Always, so that credentials are checked for each job. GitLab Runner's default. */
    ALWAYS("always"),
    /** Only if the daemon does not have it. Then a job of any project runs a private image that another's job pulled. */
    IF_NOT_PRESENT("if-not-present"),
    /** Never: only images that the daemon has. */
    NEVER("never");

    private final String word;

    PullPolicy(String word) {
        this.word = word;
    }

    /**
     * The policy as {@code config.toml} has it.
     *
     * @return for example {@code if-not-present}
     */
    @Override
    public String toString() {
        return word;
    }
}
