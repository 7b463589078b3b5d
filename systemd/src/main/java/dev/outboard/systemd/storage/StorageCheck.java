package dev.outboard.systemd.storage;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;
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
        boolean proved =
                mounted.filter(found -> mount.isWhatIsWanted(found, host)).isPresent();
        String evidence = mounted.map(
                        found -> mount.mountPoint() + " is " + found.type() + " of " + origin(found, proved))
                .orElse("nothing is mounted at " + mount.mountPoint());
        return List.of(new Finding(name(), proved, evidence));
    }

    /** A device that is the right one may have been given by another name than the kernel's. */
    private String origin(MountedFilesystem found, boolean proved) {
        String source = proved ? mount.source().toString() : found.source();
        return source.equals(found.device()) ? source : source + " on " + found.device();
    }
}
