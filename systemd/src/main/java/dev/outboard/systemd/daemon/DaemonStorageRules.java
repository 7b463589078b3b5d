package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.options.StorageSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What storage of a daemon's own asks of its other values. */
final class DaemonStorageRules {
    private static final String DRIVER = "overlay2";

    private DaemonStorageRules() {}

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
}
