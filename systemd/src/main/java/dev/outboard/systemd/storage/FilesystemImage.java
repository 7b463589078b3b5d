package dev.outboard.systemd.storage;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.step.WriteFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.systemd.options.Filesystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file with a filesystem in it. Its blocks are allocated at once, so that the host's disk can't fill up under it. It is
 * made under another name and moved into place when it is complete: a file that is there is never formatted.
 *
 * @param path where
 * @param size how large
 * @param filesystem what is in it
 */
public record FilesystemImage(AbsolutePath path, ByteSize size, Filesystem filesystem) implements Resource {
    /** How images go: with data, by a purge only. */
    public static final ResourceKind KIND = new ImageKind();

    private static final String FOUND = "found";

    /** A filesystem that can't reserve blocks has zeros written, at the speed of the disk. */
    private static final Duration ALLOCATION = Duration.ofMinutes(10);

    /**
     * The name of an image.
     *
     * @param path where it is
     * @return its id
     */
    public static ResourceId id(AbsolutePath path) {
        return new ResourceId(KIND.name(), path.toString());
    }

    @Override
    public ResourceId id() {
        return id(path);
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<FileStatus> status = planning.host().status(path);
        if (status.isEmpty()) {
            return List.of(creation(planning));
        }
        if (status.get().type() != FileStatus.Type.REGULAR || !planning.mayChange(id())) {
            planning.conflict(new Problem(
                    "filesystem image " + path,
                    "a " + status.get().type() + " that is not Outboard's ("
                            + status.get().attributes() + ")",
                    "nothing there",
                    "move it away, choose another imagePath(..), or adopt it: it is used as it is then"));
            return List.of();
        }
        Signature.typeOf(path, planning.host())
                .filter(type -> !type.equals(filesystem.type()))
                .ifPresent(type -> planning.conflict(new Problem(
                        "filesystem image " + path,
                        type,
                        filesystem.type() + ", as the spec has it; what is in an image is not converted",
                        "keep filesystem(..) as it was, or purge the stack and apply it again")));
        List<Change> changes = new ArrayList<>();
        attributes(status.get()).ifPresent(changes::add);
        growth(planning).ifPresent(changes::add);
        if (changes.isEmpty() && planning.receipt().find(id()).isEmpty()) {
            changes.add(Change.of(id(), Action.ADOPT, List.of()).because("it was given to be adopted"));
        }
        return changes;
    }

    private Change creation(Planning planning) {
        FilesystemTools.require(filesystem, planning);
        requireDirectory(planning);
        requireSpace(size.bytes(), planning);
        AbsolutePath unfinished = AbsolutePath.of(path + ".new");
        return Change.of(
                        id(),
                        Action.CREATE,
                        List.of(
                                new WriteFile(unfinished, FileContent.ofText(""), FileMode.SECRET, FileOwner.ROOT),
                                new RunCommand(allocate(unfinished)),
                                new RunCommand(FilesystemTools.of(filesystem).make(unfinished)),
                                RunCommand.of("mv", "--no-target-directory", unfinished.toString(), path.toString())))
                .because(size + " of the host's disk, as " + filesystem.type());
    }

    private Command allocate(AbsolutePath file) {
        return Command.of("fallocate", "--length", Long.toString(size.bytes()), file.toString())
                .withTimeout(ALLOCATION);
    }

    /** Everything that any container wrote is in it. */
    private Optional<Change> attributes(FileStatus status) {
        String wanted = FileMode.SECRET + " " + FileOwner.ROOT;
        return status.attributes().equals(wanted)
                ? Optional.empty()
                : Optional.of(Change.of(
                                id(),
                                Action.UPDATE,
                                List.of(
                                        attribute("chown", FileOwner.ROOT, status.owner()),
                                        attribute("chmod", FileMode.SECRET, status.mode())))
                        .because(status.attributes() + " becomes " + wanted));
    }

    private RunCommand attribute(String program, Object wanted, Object found) {
        return new RunCommand(
                Command.of(program, wanted.toString(), path.toString()),
                Undo.after(Command.of(program, found.toString(), path.toString())));
    }

    private Optional<Change> growth(Planning planning) {
        long present = presentSize(planning);
        if (present > size.bytes()) {
            planning.conflict(new Problem(
                    "filesystem image " + path,
                    ByteSize.ofBytes(present) + " at present",
                    "no more than the " + size + " of the spec: a filesystem is never shrunk",
                    "write size \"" + ByteSize.ofBytes(present) + "\" or more, or purge the stack and apply it again"));
        }
        if (present >= size.bytes()) {
            return Optional.empty();
        }
        requireSpace(size.bytes() - present, planning);
        return Optional.of(Change.of(
                        id(),
                        Action.UPDATE,
                        List.of(new RunCommand(
                                allocate(path), Undo.impossible(path + " is " + size + " now: it is never shrunk"))))
                .because("it grows from " + ByteSize.ofBytes(Math.max(1, present)) + " to " + size));
    }

    private long presentSize(Planning planning) {
        return planning.host()
                .ask(Query.of("stat", "--format=%s", path.toString()))
                .map(CommandResult::requireSuccess)
                .map(answer -> Long.parseLong(answer.output().strip()))
                .orElse(size.bytes());
    }

    private void requireDirectory(Planning planning) {
        path.parent()
                .filter(directory -> !directory.equals(StorageMount.IMAGES)
                        && planning.host().status(directory).isEmpty())
                .ifPresent(directory -> planning.conflict(new Problem(
                        "filesystem image " + path,
                        "no directory " + directory,
                        "a directory of the host",
                        "make it, or leave imagePath(..) out for " + StorageMount.IMAGES)));
    }

    private void requireSpace(long bytes, Planning planning) {
        available(path.parent(), planning)
                .filter(available -> available < bytes)
                .ifPresent(available -> planning.conflict(new Problem(
                        "filesystem image " + path,
                        available + " bytes free on the disk of the host",
                        bytes + " bytes, which are taken at once",
                        "choose a smaller size, another imagePath(..), or make room")));
    }

    /** The directory of the images is made with the receipt: until then, what is above it tells. */
    private static Optional<Long> available(Optional<AbsolutePath> directory, Planning planning) {
        Optional<AbsolutePath> existing = directory;
        while (existing.isPresent() && planning.host().status(existing.get()).isEmpty()) {
            existing = existing.get().parent();
        }
        return existing.flatMap(place ->
                        planning.host().ask(Query.of("df", "--block-size=1", "--output=avail", place.toString())))
                .map(CommandResult::requireSuccess)
                .map(answer -> Long.parseLong(
                        answer.output().strip().lines().toList().get(1).strip()));
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>();
        boolean found = planning.receipt()
                .find(id())
                .map(owned -> owned.attributes().containsKey(FOUND))
                .orElseGet(() -> planning.host().status(path).isPresent());
        if (found) {
            attributes.put(FOUND, "true");
        }
        return Owned.of(id(), attributes);
    }

    private static final class ImageKind implements ResourceKind {
        @Override
        public String name() {
            return "filesystem-image";
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            AbsolutePath path = AbsolutePath.of(owned.id().name());
            if (removal.host().status(path).isEmpty() || owned.attributes().containsKey(FOUND)) {
                return Removal.of(List.of());
            }
            return removal.retention() == Retention.KEEP_DATA
                    ? Removal.kept()
                    : Removal.of(List.of(
                            Change.of(owned.id(), Action.DELETE, List.of(new DeletePath(path, DeletePath.Extent.FILE)))
                                    .because("with all data in it")));
        }
    }
}
