package dev.outboard.core.desired;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.step.WriteFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file with this content, mode and owner. It may stand alone, or be part of another resource that owns it.
 *
 * <p>A file that is there and not ours is a conflict, unless it is already correct: then it is left, also by a
 * removal. Files whose mode lets only the owner read are never shown in a difference.
 *
 * @param path where
 * @param content what
 * @param mode its permission bits
 * @param owner its user and group
 */
public record ManagedFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) implements Resource {
    /** How files go. */
    public static final ResourceKind KIND = new FileKind();

    private static final int OTHERS_MAY_READ = 0044;
    private static final int DIGITS_OF_HASH = 8;

    /**
     * A file of root that everybody may read (0644).
     *
     * @param path where
     * @param text what
     * @return the file
     */
    public static ManagedFile ofText(AbsolutePath path, String text) {
        return new ManagedFile(path, FileContent.ofText(text), FileMode.FILE, FileOwner.ROOT);
    }

    /**
     * The attribute under which another resource remembers a file as its part.
     *
     * @param path where the file is
     * @return the attribute's name
     */
    public static String attribute(AbsolutePath path) {
        return "file " + path;
    }

    /**
     * The attributes by which a resource remembers its files.
     *
     * @param files the files
     * @return path to hash, sorted
     */
    public static Map<String, String> attributes(List<ManagedFile> files) {
        Map<String, String> attributes = new TreeMap<>();
        files.forEach(
                file -> attributes.put(attribute(file.path()), file.content().sha256()));
        return attributes;
    }

    /**
     * Plans to delete every file that a resource remembers as its part.
     *
     * @param owned the resource
     * @param host the host
     * @return a change for each file that is there
     */
    public static List<Change> deletions(Owned owned, HostView host) {
        String prefix = "file ";
        return owned.attributes().entrySet().stream()
                .filter(attribute -> attribute.getKey().startsWith(prefix))
                .flatMap(attribute -> deletion(
                        owned.id(),
                        AbsolutePath.of(attribute.getKey().substring(prefix.length())),
                        attribute.getValue(),
                        host)
                        .stream())
                .toList();
    }

    @Override
    public ResourceId id() {
        return ResourceId.file(path);
    }

    @Override
    public List<Change> changes(Planning planning) {
        return change(id(), planning).stream().toList();
    }

    /**
     * Compares the file on the host with this one.
     *
     * @param owner the resource that the file is a part of
     * @param planning the planning
     * @return what has to happen to the file, if anything
     */
    public Optional<Change> change(ResourceId owner, Planning planning) {
        Optional<FileStatus> status = planning.host().status(path);
        if (status.isEmpty()) {
            return Optional.of(write(owner, Action.CREATE).showing(difference(Optional.empty())));
        }
        Optional<FileContent> current =
                planning.host().read(path).filter(ignored -> status.get().type() == FileStatus.Type.REGULAR);
        boolean same = current.filter(content::equals).isPresent()
                && status.get().attributes().equals(attributes());
        if (planning.mayChangeFile(path)) {
            return same ? Optional.empty() : Optional.of(update(owner, status.get(), current));
        }
        if (!same) {
            planning.conflict(conflict(status.get()));
        }
        return Optional.of(
                Change.of(owner, Action.ADOPT, List.of()).about("file " + path).because("it is already correct"));
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("sha256", content.sha256());
        if (Adoption.isFound(id(), path, planning)) {
            attributes.put(Adoption.FOUND, "true");
        }
        return Owned.of(id(), attributes);
    }

    private Change update(ResourceId owner, FileStatus status, Optional<FileContent> current) {
        Change change = write(owner, Action.UPDATE)
                .showing(isPublic(status.mode()) ? difference(current) : notShown(current, Optional.of(content)));
        return status.attributes().equals(attributes())
                ? change
                : change.because(
                        status.type() == FileStatus.Type.REGULAR
                                ? status.attributes() + " becomes " + attributes()
                                : "a " + status.type() + " is in its place");
    }

    private Change write(ResourceId resource, Action action) {
        return Change.of(resource, action, List.of(new WriteFile(path, content, mode, this.owner)))
                .about("file " + path);
    }

    private String difference(Optional<FileContent> before) {
        return isPublic(mode)
                ? UnifiedDiff.of(path, before.map(FileContent::text), Optional.of(content.text()))
                : notShown(before, Optional.of(content));
    }

    /** Enough of the hashes that two contents differ, for the reader and for {@code StalePlanException}. */
    private static String notShown(Optional<FileContent> before, Optional<FileContent> after) {
        return "(content not shown, only its owner may read it; SHA-256 " + hash(before) + " becomes " + hash(after)
                + ")";
    }

    private static String hash(Optional<FileContent> content) {
        return content.map(found -> found.sha256().substring(0, DIGITS_OF_HASH)).orElse("none");
    }

    private static boolean isPublic(FileMode mode) {
        return (mode.bits() & OTHERS_MAY_READ) != 0;
    }

    private String attributes() {
        return mode + " " + owner;
    }

    private Problem conflict(FileStatus status) {
        return new Problem(
                "file " + path,
                "a " + status.type() + " that is not Outboard's (" + status.attributes() + ")",
                "nothing there, or the file that Outboard would write",
                "move it away, choose another path, or adopt it: it is overwritten then");
    }

    private static Optional<Change> deletion(ResourceId owner, AbsolutePath path, String sha256, HostView host) {
        return host.status(path).map(status -> {
            Optional<FileContent> content = host.read(path);
            Change deletion = Change.of(owner, Action.DELETE, List.of(new DeletePath(path, DeletePath.Extent.FILE)))
                    .about("file " + path)
                    .showing(
                            isPublic(status.mode())
                                    ? UnifiedDiff.of(path, content.map(FileContent::text), Optional.empty())
                                    : notShown(content, Optional.empty()));
            return content.filter(current -> !current.sha256().equals(sha256)).isPresent()
                    ? deletion.because("although it was edited since Outboard wrote it")
                    : deletion;
        });
    }

    private static final class FileKind implements ResourceKind {
        @Override
        public String name() {
            return "file";
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            if (owned.attributes().containsKey(Adoption.FOUND)) {
                return Removal.of(List.of());
            }
            return Removal.of(deletion(
                            owned.id(),
                            AbsolutePath.of(owned.id().name()),
                            owned.attributes().getOrDefault("sha256", ""),
                            removal.host())
                    .stream()
                    .toList());
        }
    }
}
