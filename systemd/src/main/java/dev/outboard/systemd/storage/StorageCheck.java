package dev.outboard.systemd.storage;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.host.Host;
import java.util.List;
import java.util.Optional;

/**
 * Proves that what a daemon writes is bounded: its storage is mounted on its root, and is the one of the spec.
 *
 * @param mount the storage
 */
public record StorageCheck(StorageMount mount) implements Check {
    @Override
    public String name() {
        return mount.user() + " keeps its data in a filesystem of its own";
    }

    @Override
    public List<Finding> run(Host host) {
        Optional<MountedFilesystem> mounted = MountedFilesystem.at(mount.mountPoint(), host);
        boolean proved = mounted.filter(
                        found -> found.type().equals(mount.spec().filesystem().type())
                                && (mount.spec().device().isPresent()
                                        || found.source().equals(mount.source().toString())))
                .isPresent();
        String evidence = mounted.map(found -> mount.mountPoint() + " is " + found.type() + " of " + found.source()
                        + (found.isLoop() ? " on " + found.device() : ""))
                .orElse("nothing is mounted at " + mount.mountPoint());
        return List.of(new Finding(name(), proved, evidence));
    }
}
