package dev.outboard.systemd.containerd;

import dev.outboard.systemd.platform.EngineVersion;

/** Who keeps a daemon's images and layers. */
public enum ImageStore {
    /** The engine's own storage driver, such as {@code overlay2}; what every engine before 29 does by default. */
    GRAPH_DRIVER("overlay2"),
    /**
     * The containerd of the daemon, with its snapshotters; from Docker 24 on, by default from 29 on. Images and layers
     * lie where that containerd has its data, so it has to be one of the daemon's own.
     */
    CONTAINERD("overlayfs");

    /** The first engine that can leave its images to containerd. */
    public static final EngineVersion FIRST_WITH_CONTAINERD = EngineVersion.of("24.0");

    /** The first engine that does so unless told otherwise. */
    public static final EngineVersion FIRST_WITH_CONTAINERD_BY_DEFAULT = EngineVersion.of("29.0");

    private final String defaultStorageDriver;

    ImageStore(String defaultStorageDriver) {
        this.defaultStorageDriver = defaultStorageDriver;
    }

    /**
     * The storage driver of a daemon that names none.
     *
     * @return the name of a storage driver, or of a snapshotter of containerd
     */
    public String defaultStorageDriver() {
        return defaultStorageDriver;
    }
}
