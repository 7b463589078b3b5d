package dev.outboard.systemd.storage;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.MakeDirectory;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.options.StorageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A daemon's storage, mounted on the daemon's root by a unit of systemd. On the root, not on the data root in it: there is
 * also the directory of temporary files, into which images are unpacked, and it must be bounded as well.
 *
 * <p>The unit is not started with the host by itself: the daemon's units pull it in, and do not start without it. So
 * nothing is ever written into the directory below the mount point, and a failed mount delays or fails no boot.
 *
 * @param mountPoint where
 * @param mode the mode of the directory in which the filesystem is then seen
 * @param spec what is mounted
 * @param source the file of the image, or the device
 * @param user who it is for, for example {@code docker2}
 */
public record StorageMount(AbsolutePath mountPoint, FileMode mode, StorageSpec spec, AbsolutePath source, String user)
        implements Resource {
    /** How mounts go. */
    public static final ResourceKind KIND = new MountRemoval();

    /** Where images are unless they have a path; the same directory holds the receipts. */
    static final AbsolutePath IMAGES = AbsolutePath.of("/var/lib/outboard");

    /** The attribute by which a receipt remembers what is mounted. */
    static final String SOURCE = "source";

    /** The attribute by which a receipt remembers who it is for. */
    static final String USER = "user";

    /** The attribute by which a receipt remembers that the mount point is Outboard's. */
    static final String MADE = "made-mount-point";

    private static final String QUOTA = "prjquota";

    /**
     * Everything that the storage of a daemon needs before the directories in it are made.
     *
     * @param spec the storage
     * @param mountPoint where it is mounted
     * @param mode the mode of the directory in which it is then seen
     * @param user who it is for
     * @return the resources, each after those it needs
     */
    public static List<Resource> resources(StorageSpec spec, AbsolutePath mountPoint, FileMode mode, String user) {
        AbsolutePath source = source(spec, user);
        Resource medium = spec.size()
                .<Resource>map(size -> new FilesystemImage(source, size, spec.filesystem()))
                .orElseGet(() -> new FilesystemDevice(source, spec.filesystem()));
        return List.of(medium, new StorageMount(mountPoint, mode, spec, source, user));
    }

    /**
     * Where the storage comes from.
     *
     * @param spec the storage
     * @param user who it is for
     * @return the device, or the file of the image
     */
    public static AbsolutePath source(StorageSpec spec, String user) {
        return spec.device().or(spec::imagePath).orElseGet(() -> IMAGES.resolve(user + ".img"));
    }

    /**
     * The name of what is mounted somewhere.
     *
     * @param mountPoint where
     * @return its id
     */
    public static ResourceId id(AbsolutePath mountPoint) {
        return new ResourceId(MountRemoval.NAME, mountPoint.toString());
    }

    @Override
    public ResourceId id() {
        return id(mountPoint);
    }

    /** The unit's name follows from the mount point, systemd.mount(5). */
    private ManagedUnit unit() {
        return ManagedUnit.of(UnitName.mount(mountPoint), text()).pulledIn();
    }

    /** With {@code nofail}, no other mount and no boot waits for it; the daemon does, since it requires it. */
    String text() {
        String options =
                (spec.device().isPresent() ? "" : "loop,") + "nofail" + (spec.projectQuota() ? "," + QUOTA : "");
        return UnitFile.empty(unitName())
                .set("Unit", "Description", "Storage of " + user)
                .set("Mount", "What", UnitValue.literal(source.toString()))
                .set("Mount", "Where", UnitValue.literal(mountPoint.toString()))
                .set("Mount", "Type", spec.filesystem().type())
                .set("Mount", "Options", options)
                .comment(
                        "Storage of " + user
                                + ", generated.\nWritten by Outboard, which will overwrite changes; for your own use a drop-in.")
                .text();
    }

    private String unitName() {
        return UnitName.mount(mountPoint).toString();
    }

    @Override
    public List<Change> changes(Planning planning) {
        if (!planning.host().knows(mountPoint)) {
            planning.conflict(problem(
                    "a host that only records",
                    "a running one: what is in a filesystem can be made only when that is mounted",
                    "apply this stack on the host itself, or leave storage(..) out"));
            return List.of();
        }
        Optional<MountedFilesystem> mounted = MountedFilesystem.at(mountPoint, planning.host());
        mounted.ifPresentOrElse(found -> check(found, planning), () -> checkBare(planning));
        List<Change> changes = new ArrayList<>(units().changes(planning));
        if (mounted.isEmpty() || !hasMode(planning.host())) {
            changes.add(change(new MakeDirectory(mountPoint, mode, FileOwner.ROOT), mode + " " + FileOwner.ROOT)
                    .about("directory " + mountPoint));
        }
        mounted.flatMap(found -> new Growth(this, found).change(planning)).ifPresent(changes::add);
        return changes;
    }

    SystemdUnits units() {
        return new SystemdUnits(id(), List.of(unit()));
    }

    Change change(Step step, String reason) {
        return Change.of(id(), Action.UPDATE, List.of(step)).because(reason);
    }

    private boolean hasMode(HostView host) {
        return host.status(mountPoint)
                .filter(status -> status.attributes().equals(mode + " " + FileOwner.ROOT))
                .isPresent();
    }

    private void check(MountedFilesystem found, Planning planning) {
        if (!isWhatIsWanted(found, planning.host())) {
            planning.conflict(problem(
                    found.type() + " of " + found.source(),
                    spec.filesystem().type() + " of " + source,
                    "unmount it, with what uses it stopped, or choose another root(..)"));
        } else if (spec.projectQuota() && !found.options().contains(QUOTA)) {
            planning.conflict(problem(
                    "mounted without project quota",
                    "mounted with it; quota can't be switched on while xfs is mounted",
                    "remove the containers, run \"systemctl stop " + user + ".socket " + user + ".service " + unitName()
                            + "\" and apply again, or choose projectQuota(false)"));
        }
    }

    /** A device may be given by a name that is a link. */
    boolean isWhatIsWanted(MountedFilesystem found, HostView host) {
        String wanted = source.toString();
        return found.type().equals(spec.filesystem().type())
                && (spec.device().isPresent()
                        ? found.device().equals(MountedFilesystem.canonical(wanted, host))
                        : found.source().equals(wanted));
    }

    /** What is below a mount point can't be seen, and takes its room of the host's disk for ever. */
    private void checkBare(Planning planning) {
        if (!planning.host().list(mountPoint).isEmpty()) {
            planning.conflict(problem(
                    "a directory that is not empty, and nothing mounted there",
                    "an empty directory, or none: the mount would hide what is in it",
                    "purge the stack and apply it again; or, to keep the data, stop the daemon, move what is in it away,"
                            + " apply, and move it back"));
        }
    }

    private Problem problem(String found, String expected, String remedy) {
        return new Problem("storage of " + user + " at " + mountPoint, found, expected, remedy);
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>(units().owned(planning).attributes());
        attributes.put(SOURCE, source.toString());
        attributes.put(USER, user);
        boolean made = planning.receipt()
                .find(id())
                .map(owned -> owned.attributes().containsKey(MADE))
                .orElseGet(() -> planning.host().status(mountPoint).isEmpty());
        if (made) {
            attributes.put(MADE, "true");
        }
        return Owned.of(id(), attributes);
    }

    /**
     * Notes a conflict if the receipt has storage that differs from what is wanted now. Moving data is not
     * Outboard's: what is mounted would have to be taken from under a daemon that runs.
     *
     * @param user who it is for
     * @param wanted where and from where it is mounted, or empty for none
     * @param planning the planning
     */
    public static void requireUnmoved(String user, Optional<StorageMount> wanted, Planning planning) {
        planning.receipt().resources().stream()
                .filter(owned -> owned.id().kind().equals(KIND.name())
                        && user.equals(owned.attributes().get(USER)))
                .filter(owned -> wanted.filter(mount -> mount.id().equals(owned.id())
                                && mount.source()
                                        .toString()
                                        .equals(owned.attributes().get(SOURCE)))
                        .isEmpty())
                .forEach(owned -> planning.conflict(new Problem(
                        "storage of " + user,
                        owned.attributes().get(SOURCE) + " at " + owned.id().name(),
                        wanted.map(mount -> mount.source() + " at " + mount.mountPoint())
                                .orElse("none"),
                        "remove the stack, which keeps its data unless it purges, and apply it again")));
    }
}
