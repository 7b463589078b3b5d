package dev.outboard.systemd.options;

/** What keeps a daemon's images and layers. */
public enum ImageStore {
    /** The engine's own storage driver, such as {@code overlay2}; what every engine before 29 does by default. */
    GRAPH_DRIVER("overlay2"),
    /**
     * The containerd of the daemon, with its snapshotters; from Docker 24 on, by default from 29 on. Images and layers
     * lie where that containerd has its data, so it has to be one of the daemon's own.
     */
    CONTAINERD("overlayfs");

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
