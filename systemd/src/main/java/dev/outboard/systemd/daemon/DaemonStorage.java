package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.systemd.storage.StorageMount;
import dev.outboard.systemd.storage.StorageSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The root of a daemon: a directory of the host, or storage of its own that is mounted there.
 *
 * @param spec the daemon
 */
record DaemonStorage(DaemonSpec spec) implements DaemonPart {
    private static final FileMode ROOT_MODE = FileMode.of("0711");
    private static final String DRIVER = "overlay2";

    /** Notes what in a daemon does not go with its storage. */
    static void check(
            DaemonSpec.Builder builder, Map<String, AbsolutePath> paths, Optional<String> driver, Problems problems) {
        StorageSpec storage = builder.storage;
        AbsolutePath root = paths.get("root");
        if (storage == null || root == null) {
            return;
        }
        for (String property : List.of("dataRoot", "temporaryDirectory")) {
            Optional.ofNullable(paths.get(property))
                    .filter(path -> !path.startsWith(root))
                    .ifPresent(path -> problems.add(
                            property,
                            path.toString(),
                            "a directory below the root " + root + ", on which the storage is mounted",
                            "leave it out, or choose a root above it"));
        }
        storage.imagePath()
                .filter(path -> path.startsWith(root))
                .ifPresent(path -> problems.add(
                        "storage: imagePath",
                        path.toString(),
                        "a path outside of the root " + root + ", on which the image is mounted",
                        "leave it out, or choose another"));
        storage.containerSize().ifPresent(size -> checkContainerSize(builder, size.toString(), driver, problems));
    }

    private static void checkContainerSize(
            DaemonSpec.Builder builder, String size, Optional<String> driver, Problems problems) {
        if (builder.engineDialect == EngineDialect.DOCKER_1_10
                || driver.filter(name -> !name.equals(DRIVER)).isPresent()) {
            problems.add(
                    "storage: containerSize",
                    size,
                    "none with the storage driver " + driver.orElse(""),
                    "use the driver " + DRIVER + " of a present engine, or leave the limit out");
        }
        if (builder.options.keySet().stream().anyMatch(option -> option.endsWith("storage-opt"))
                || builder.settings.containsKey("storage-opt")) {
            problems.add(
                    "daemonOption",
                    "storage-opt",
                    "no such option beside containerSize(..): the engine takes them from one place only",
                    "leave one of the two out");
        }
    }

    /** The storage, if there is one. */
    static Optional<StorageMount> mount(DaemonSpec spec) {
        String name = spec.name().toString();
        return spec.storage()
                .map(storage ->
                        new StorageMount(spec.root(), ROOT_MODE, storage, StorageMount.source(storage, name), name));
    }

    @Override
    public List<Resource> ground() {
        return spec.storage()
                .map(storage -> StorageMount.resources(
                        storage, spec.root(), ROOT_MODE, spec.name().toString()))
                .orElseGet(() -> List.of(ManagedDirectory.of(spec.root(), ROOT_MODE)));
    }

    /**
     * Without its storage, the daemon would write into the directory below the mount point. Its socket is in the same
     * place, and systemd gives a socket the same dependency by itself, systemd.socket(5).
     */
    @Override
    public UnitFile inService(UnitFile service) {
        return spec.storage().isEmpty()
                ? service
                : service.add(
                        "Unit", "RequiresMountsFor", UnitValue.word(spec.root().toString()));
    }

    @Override
    public void check(Planning planning) {
        StorageMount.requireUnmoved(spec.name().toString(), mount(spec), planning);
    }

    @Override
    public void configure(ObjectNode configuration) {
        spec.storage()
                .flatMap(StorageSpec::containerSize)
                .ifPresent(size -> configuration.putArray("storage-opts").add(DRIVER + ".size=" + size));
    }
}
