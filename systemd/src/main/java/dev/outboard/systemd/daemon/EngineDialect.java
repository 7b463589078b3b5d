package dev.outboard.systemd.daemon;

/** How the engine is started and configured. */
public enum EngineDialect {
    /** {@code dockerd} of Docker 20.10 and newer, configured by a file. */
    DOCKERD("overlay2"),
    /** {@code docker daemon} of Docker 1.10, configured by its command line. For rendering; no host of today runs it. */
    DOCKER_1_10("devicemapper");

    private final String defaultStorageDriver;

    EngineDialect(String defaultStorageDriver) {
        this.defaultStorageDriver = defaultStorageDriver;
    }

    /**
     * The storage driver of a daemon that names none.
     *
     * @return the driver's name
     */
    public String defaultStorageDriver() {
        return defaultStorageDriver;
    }
}
