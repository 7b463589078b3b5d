package dev.outboard.systemd.platform;

import dev.outboard.systemd.engine.EngineVersion;
import java.util.List;
import java.util.Optional;

/**
 * Something that engines had and have no more. The versions are those of <a
 * href="https://docs.docker.com/engine/deprecated/">Deprecated Docker Engine features</a>; that Docker 20.10 still has
 * {@code devicemapper}, and that 26.1 and 28.5 refuse it, was seen as well.
 *
 * @param kind what kind of thing
 * @param name how it is written
 * @param removedIn the first engine without it
 * @param instead what to do now
 */
public record RemovedFeature(Kind kind, String name, EngineVersion removedIn, String instead) {
    private static final String OVERLAY2 = "use storageDriver(\"overlay2\")";

    private static final List<RemovedFeature> ALL = List.of(
            of(Kind.COMMAND, "docker daemon", "17.12", "use engineDialect(DOCKERD)"),
            of(Kind.STORAGE_DRIVER, "aufs", "24.0", OVERLAY2),
            of(Kind.STORAGE_DRIVER, "overlay", "24.0", OVERLAY2),
            of(Kind.STORAGE_DRIVER, "devicemapper", "25.0", OVERLAY2),
            of(
                    Kind.LOG_DRIVER,
                    "logentries",
                    "25.0",
                    "use another log driver, e.g. LogSettings's driver(\"journald\")"),
            of(Kind.LOG_OPTION, "fluentd-async-connect", "28.0", "use LogSettings's addOption(\"fluentd-async\", ..)"));

    /** What kind of thing can be removed from an engine. */
    public enum Kind {
        /** A command by which the engine is started. */
        COMMAND,
        /** A storage driver. */
        STORAGE_DRIVER,
        /** A driver of containers' logs. */
        LOG_DRIVER,
        /** An option of a log driver. */
        LOG_OPTION
    }

    private static RemovedFeature of(Kind kind, String name, String removedIn, String instead) {
        return new RemovedFeature(kind, name, EngineVersion.of(removedIn), instead);
    }

    /**
     * Looks for something.
     *
     * @param kind what kind of thing
     * @param name how it is written
     * @return its removal, or empty if no engine that is known has lost it
     */
    public static Optional<RemovedFeature> find(Kind kind, String name) {
        return ALL.stream()
                .filter(feature -> feature.kind == kind && feature.name.equals(name))
                .findFirst();
    }
}
