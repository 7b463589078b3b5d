package dev.outboard.systemd.storage;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.Host;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.options.Filesystem;
import java.util.List;
import java.util.Optional;

/**
 * A given block device with a filesystem on it. It is formatted if nothing is recognised on it; a filesystem of the kind
 * that is wanted is taken as it is; anything else is a conflict. A removal leaves it with all that is on it; a purge takes the
 * directories that Outboard made there, and leaves the filesystem.
 *
 * @param path where
 * @param filesystem the wanted filesystem
 */
public record FilesystemDevice(AbsolutePath path, Filesystem filesystem) implements Resource {
    /** How devices go: they stay. */
    public static final ResourceKind KIND = new DeviceKind();

    @Override
    public ResourceId id() {
        return new ResourceId(KIND.name(), path.toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        if (planning.host().status(path).isEmpty()) {
            planning.conflict(new Problem(
                    "device " + path, "nothing", "a block device", "attach it, or correct its name: see \"lsblk\""));
            return List.of();
        }
        Optional<String> found = Signature.typeOf(path, planning.host());
        if (found.isEmpty()) {
            FilesystemTools.require(filesystem, planning);
            return List.of(Change.of(id(), Action.CREATE, List.of(new FormatBlankDevice(path, filesystem)))
                    .because("nothing is on it; it becomes " + filesystem.type()));
        }
        if (!found.get().equals(filesystem.type())) {
            planning.conflict(new Problem(
                    "device " + path,
                    found.get(),
                    "a blank device, or one with " + filesystem.type(),
                    "name another device; or, if what is on it is not needed, run \"wipefs --all " + path + "\""));
        }
        return planning.receipt().find(id()).isPresent()
                ? List.of()
                : List.of(Change.of(id(), Action.ADOPT, List.of())
                        .because("it has a filesystem already, which is used as it is"));
    }

    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), ImmutableMap.of());
    }

    /** Time has passed since the plan, and mkfs.ext4 overwrites whatever it finds unless it can ask at a terminal. */
    private record FormatBlankDevice(AbsolutePath path, Filesystem filesystem) implements Step {
        @Override
        public String describe() {
            return "$ " + FilesystemTools.of(filesystem).make(path);
        }

        @Override
        public void perform(Host host) {
            Signature.typeOf(path, host).ifPresent(type -> {
                throw new HostException(
                        path + ": has " + type + " now, and was blank when the plan was made", "make a new plan");
            });
            host.run(FilesystemTools.of(filesystem).make(path));
        }
    }

    private static final class DeviceKind implements ResourceKind {
        @Override
        public String name() {
            return "filesystem-device";
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            return Removal.of(List.of());
        }
    }
}
