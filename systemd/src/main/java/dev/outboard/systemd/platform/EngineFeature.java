package dev.outboard.systemd.platform;

import dev.outboard.systemd.engine.EngineVersion;

/**
 * What engines gained since Docker 20.10, as far as Outboard writes something else for an engine without it. The release
 * notes are those of <a href="https://docs.docker.com/engine/release-notes/">docs.docker.com/engine/release-notes</a>.
 */
public enum EngineFeature {
    /** Proxies in the configuration file, under {@code proxies}: moby/moby pull request 42835, in 23.0. */
    PROXIES_IN_CONFIGURATION("23.0"),
    /** The option {@code default-network-opt}: moby/moby pull request 43197, in 24.0. */
    DEFAULT_NETWORK_OPTIONS("24.0"),
    /** A firewall of nftables, chosen by {@code firewall-backend}: the release notes of 29.0. */
    NFTABLES_BACKEND("29.0"),
    /** A list of insecure registries replaces the default one, which has the loopback addresses: the notes of 29.10. */
    LOOPBACK_REGISTRIES_ARE_LISTED("29.10");

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
