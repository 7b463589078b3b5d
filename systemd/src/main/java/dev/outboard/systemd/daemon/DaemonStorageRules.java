package dev.outboard.systemd.daemon;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.options.StorageSpec;
import java.util.List;
import java.util.Optional;

/** What storage of a daemon's own asks of its other values. */
final class DaemonStorageRules {
    private static final String DRIVER = "overlay2";

    private DaemonStorageRules() {}

    /** Notes what in a daemon does not go with its storage. */
    static void check(Values values, Problems problems) {
        values.find(DaemonProperties.STORAGE).ifPresent(storage -> {
            values.find(DaemonProperties.ROOT).ifPresent(root -> checkPlaces(storage, root, values, problems));
            storage.containerSize().ifPresent(size -> checkContainerSize(size.toString(), values, problems));
        });
    }

    private static void checkPlaces(StorageSpec storage, AbsolutePath root, Values values, Problems problems) {
        for (Property<AbsolutePath> property :
                List.of(DaemonProperties.DATA_ROOT, DaemonProperties.TEMPORARY_DIRECTORY)) {
            values.find(property)
                    .filter(path -> !path.startsWith(root))
                    .ifPresent(path -> problems.add(
                            property.toString(),
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
    }

    private static void checkContainerSize(String size, Values values, Problems problems) {
        Optional<String> driver = values.find(DaemonProperties.STORAGE_DRIVER);
        if (values.get(DaemonProperties.ENGINE_DIALECT) == EngineDialect.DOCKER_1_10
                || driver.filter(name -> !name.equals(DRIVER)).isPresent()) {
            problems.add(
                    "storage: containerSize",
                    size,
                    "none with the storage driver " + driver.orElse(""),
                    "use the driver " + DRIVER + " of a present engine, or leave the limit out");
        }
        if (values.get(DaemonProperties.OPTIONS).keySet().stream().anyMatch(option -> option.endsWith("storage-opt"))
                || values.get(DaemonProperties.SETTINGS).containsKey("storage-opt")) {
            problems.add(
                    "daemonOption",
                    "storage-opt",
                    "no such option beside containerSize(..): the engine takes them from one place only",
                    "leave one of the two out");
        }
    }
}
