package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.ManagedDirectory;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.FileMode;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.StorageSpec;
import dev.outboard.systemd.storage.StorageMount;
import java.util.List;
import java.util.Optional;

/**
 * The root of a daemon: a directory of the host, or storage of its own that is mounted there.
 *
 * @param daemon the daemon
 */
public record DaemonStorage(DaemonContext daemon) implements DaemonPart {
    private static final FileMode ROOT_MODE = FileMode.of("0711");
    private static final String DRIVER = "overlay2";

    /**
     * The storage that is mounted on a daemon's root.
     *
     * @param spec the daemon
     * @return the storage; empty if the spec has none
     */
    public static Optional<StorageMount> mount(DaemonSpec spec) {
        String name = spec.name().toString();
        return spec.storage()
                .map(storage ->
                        new StorageMount(spec.root(), ROOT_MODE, storage, StorageMount.source(storage, name), name));
    }

    @Override
    public List<Resource> ground() {
        return daemon.spec()
                .storage()
                .map(storage -> StorageMount.resources(
                        storage,
                        daemon.spec().root(),
                        ROOT_MODE,
                        daemon.spec().name().toString()))
                .orElseGet(() -> List.of(ManagedDirectory.of(daemon.spec().root(), ROOT_MODE)));
    }

    /**
     * Without its storage, the daemon would write into the directory below the mount point. Its socket is in the same
     * place, and systemd gives a socket the same dependency by itself, systemd.socket(5).
     */
    @Override
    public UnitFile inService(UnitFile service) {
        return daemon.spec().storage().isEmpty()
                ? service
                : service.add(
                        "Unit",
                        "RequiresMountsFor",
                        UnitValue.word(daemon.spec().root().toString()));
    }

    @Override
    public void check(Planning planning) {
        StorageMount.requireUnmoved(daemon.spec().name().toString(), mount(daemon.spec()), planning);
    }

    @Override
    public void configure(ObjectNode configuration) {
        daemon.spec()
                .storage()
                .flatMap(StorageSpec::containerSize)
                .ifPresent(size -> configuration.putArray("storage-opts").add(DRIVER + ".size=" + size));
    }
}
