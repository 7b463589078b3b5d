package dev.outboard.core.desired;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.step.MakeDirectory;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A directory with this mode and owner. What others put into it is not Outboard's to compare.
 *
 * <p>A removal deletes it if it is empty then. A directory for data, with all that is in it, goes only with {@link
 * Retention#PURGE}, and never if it was there before Outboard.
 *
 * @param path where
 * @param mode its permission bits
 * @param owner its user and group
 * @param holdsData whether programs keep data in it
 */
public record ManagedDirectory(AbsolutePath path, FileMode mode, FileOwner owner, boolean holdsData)
        implements Resource {
    /** How directories go. */
    public static final ResourceKind KIND = new DirectoryKind();

    private static final String DATA = "data";

    /**
     * A directory without data.
     *
     * @param path where
     * @param mode its permission bits
     * @return a directory of root
     */
    public static ManagedDirectory of(AbsolutePath path, FileMode mode) {
        return new ManagedDirectory(path, mode, FileOwner.ROOT, false);
    }

    /**
     * A directory in which programs keep data.
     *
     * @param path where
     * @param mode its permission bits
     * @return a directory of root
     */
    public static ManagedDirectory forData(AbsolutePath path, FileMode mode) {
        return new ManagedDirectory(path, mode, FileOwner.ROOT, true);
    }

    @Override
    public ResourceId id() {
        return ResourceId.directory(path);
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<FileStatus> status = planning.host().status(path);
        if (status.isEmpty()) {
            return List.of(make(Action.CREATE).because(mode + " " + owner));
        }
        String found = status.get().attributes();
        boolean same = status.get().type() == FileStatus.Type.DIRECTORY && found.equals(mode + " " + owner);
        if (status.get().type() != FileStatus.Type.DIRECTORY || (!same && !planning.mayChange(id()))) {
            planning.conflict(new Problem(
                    "directory " + path,
                    "a " + status.get().type() + " that is not Outboard's (" + found + ")",
                    "nothing there, or a directory " + mode + " " + owner,
                    "move it away, choose another path, or adopt it: mode and owner are changed then"));
        }
        if (!same) {
            return List.of(make(Action.UPDATE).because(found + " becomes " + mode + " " + owner));
        }
        return planning.mayChange(id())
                ? List.of()
                : List.of(Change.of(id(), Action.ADOPT, List.of()).because("it is already correct"));
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>();
        if (holdsData) {
            attributes.put(DATA, "true");
        }
        if (Adoption.isFound(id(), path, planning)) {
            attributes.put(Adoption.FOUND, "true");
        }
        return Owned.of(id(), attributes);
    }

    private Change make(Action action) {
        return Change.of(id(), action, List.of(new MakeDirectory(path, mode, owner)));
    }

    private static final class DirectoryKind implements ResourceKind {
        @Override
        public String name() {
            return "directory";
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            AbsolutePath path = AbsolutePath.of(owned.id().name());
            if (removal.retention() == Retention.KEEP_DATA && holdsKeptData(path, removal)) {
                return Removal.kept();
            }
            if (removal.host().status(path).isEmpty()) {
                return Removal.of(List.of());
            }
            if (owned.attributes().containsKey(Adoption.FOUND)) {
                return Removal.of(List.of());
            }
            boolean purged = owned.attributes().containsKey(DATA);
            return Removal.of(List.of(Change.of(
                    owned.id(),
                    Action.DELETE,
                    List.of(new DeletePath(
                            path, purged ? DeletePath.Extent.TREE : DeletePath.Extent.EMPTY_DIRECTORY)))));
        }

        private static boolean holdsKeptData(AbsolutePath path, Planning removal) {
            return removal.receipt().resources().stream()
                    .filter(owned -> owned.id().kind().equals("directory")
                            && owned.attributes().containsKey(DATA))
                    .map(owned -> AbsolutePath.of(owned.id().name()))
                    .anyMatch(data ->
                            data.startsWith(path) && removal.host().status(data).isPresent());
        }
    }
}
