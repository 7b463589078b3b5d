package dev.outboard.systemd.platform;

/**
 * What engines gained since Docker 20.10, as far as Outboard writes something else for an engine without it. The release
 * notes are those of <a href="https://docs.docker.com/engine/release-notes/">docs.docker.com/engine/release-notes</a>.
 */
public enum EngineFeature {
    /** Proxies in the configuration file, under {@code proxies}: moby/moby pull request 42835, in 23.0. */
    PROXIES_IN_CONFIGURATION("23.0"),
    /** The option {@code default-network-opt}: moby/moby pull request 43197, in 24.0. */
    DEFAULT_NETWORK_OPTIONS("24.0");

    private final String since;

    EngineFeature(String since) {
        this.since = since;
    }

    /**
     * The version that brought it.
     *
     * @return the first engine with it
     */
    public EngineVersion since() {
        return EngineVersion.of(since);
    }
}
