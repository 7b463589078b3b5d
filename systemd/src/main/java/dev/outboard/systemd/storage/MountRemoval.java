package dev.outboard.systemd.storage;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.SystemdUnits;
import java.util.ArrayList;
import java.util.List;

/** Takes a mount away: it is unmounted with all that is mounted in it, its unit goes, and its mount point. */
final class MountRemoval implements ResourceKind {
    static final String NAME = "mount";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Removal remove(Owned owned, Planning removal) {
        AbsolutePath mountPoint = AbsolutePath.of(owned.id().name());
        List<Change> changes = new ArrayList<>();
        if (MountedFilesystem.at(mountPoint, removal.host()).isPresent()) {
            changes.add(Change.of(owned.id(), Action.DELETE, List.of(new Unmount(mountPoint)))
                    .because("with what an engine left mounted in it"));
        }
        changes.addAll(SystemdUnits.removal(owned, removal));
        if (owned.attributes().containsKey(StorageMount.MADE)
                && removal.host().status(mountPoint).isPresent()) {
            changes.add(Change.of(
                            owned.id(),
                            Action.DELETE,
                            List.of(new DeletePath(mountPoint, DeletePath.Extent.EMPTY_DIRECTORY)))
                    .about("mount point " + mountPoint));
        }
        return Removal.of(changes);
    }
}
