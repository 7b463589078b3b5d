package dev.outboard.core.testing;

import com.google.common.primitives.Bytes;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree of files with symbolic links and mount points, as strict as the kernel is with root. */
final class InMemoryFiles {
    private static final int MAXIMUM_LINKS = 40;
    private static final FileContent NOTHING = FileContent.ofText("");
    private static final FileMode ALL = FileMode.of("0777");

    private final NavigableMap<AbsolutePath, Entry> entries = new TreeMap<>();
    private final TreeSet<AbsolutePath> mountPoints = new TreeSet<>();

    InMemoryFiles() {
        entries.put(AbsolutePath.of("/"), Entry.directory(FileMode.DIRECTORY, FileOwner.ROOT));
    }

    /** Something at a path; the content of a symbolic link is where it leads. */
    private record Entry(FileStatus status, FileContent content) {
        static Entry directory(FileMode mode, FileOwner owner) {
            return new Entry(new FileStatus(FileStatus.Type.DIRECTORY, mode, owner), NOTHING);
        }

        FileStatus.Type type() {
            return status.type();
        }

        String text() {
            String about = type() + " " + status.attributes();
            return switch (type()) {
                case REGULAR -> about + "\n" + (content.isText() ? content.text() : content);
                case SYMBOLIC_LINK -> type() + " to " + content.text();
                case DIRECTORY, OTHER -> about;
            };
        }
    }

    Optional<FileStatus> status(AbsolutePath path) {
        return find(location(path)).map(Entry::status);
    }

    Optional<FileContent> read(AbsolutePath path) {
        return find(followed(path, MAXIMUM_LINKS))
                .filter(entry -> entry.type() == FileStatus.Type.REGULAR)
                .map(Entry::content);
    }

    Optional<String> linkTarget(AbsolutePath path) {
        return find(location(path))
                .filter(entry -> entry.type() == FileStatus.Type.SYMBOLIC_LINK)
                .map(link -> link.content().text());
    }

    List<String> list(AbsolutePath directory) {
        AbsolutePath real = followed(directory, MAXIMUM_LINKS);
        return below(real).keySet().stream()
                .filter(path -> path.parent().equals(Optional.of(real)))
                .map(AbsolutePath::fileName)
                .sorted()
                .toList();
    }

    void write(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        put(path, new Entry(new FileStatus(FileStatus.Type.REGULAR, mode, owner), content));
    }

    void append(AbsolutePath path, FileContent content) {
        AbsolutePath location = location(path);
        Optional<Entry> there = find(location);
        if (there.filter(entry -> entry.type() != FileStatus.Type.REGULAR).isPresent()) {
            throw new HostException(path + ": is a " + there.get().type() + ", not a file", "move it away");
        }
        FileStatus status = there.map(Entry::status)
                .orElse(new FileStatus(FileStatus.Type.REGULAR, FileMode.SECRET, FileOwner.ROOT));
        put(
                path,
                new Entry(
                        status,
                        FileContent.ofBytes(Bytes.concat(
                                there.map(Entry::content).orElse(NOTHING).bytes(), content.bytes()))));
    }

    void link(AbsolutePath path, String target) {
        put(
                path,
                new Entry(
                        new FileStatus(FileStatus.Type.SYMBOLIC_LINK, ALL, FileOwner.ROOT),
                        FileContent.ofText(target)));
    }

    void special(AbsolutePath path, FileMode mode, FileOwner owner) {
        put(path, new Entry(new FileStatus(FileStatus.Type.OTHER, mode, owner), NOTHING));
    }

    private void put(AbsolutePath path, Entry entry) {
        AbsolutePath location = location(path);
        requireParent(location);
        if (has(location, FileStatus.Type.DIRECTORY)) {
            throw new HostException(path + ": is a directory", "move it away, or choose another path");
        }
        entries.put(location, entry);
    }

    private void requireParent(AbsolutePath location) {
        location.parent()
                .filter(parent -> !has(parent, FileStatus.Type.DIRECTORY))
                .ifPresent(parent -> {
                    throw new HostException(location + ": there is no directory " + parent, "make the directory first");
                });
    }

    void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        AbsolutePath location = location(path);
        requireDirectoryOrNothing(path, location);
        location.parent().ifPresent(this::makeMissing);
        entries.put(location, Entry.directory(mode, owner));
    }

    void makeMissing(AbsolutePath directory) {
        AbsolutePath real = followed(directory, MAXIMUM_LINKS);
        requireDirectoryOrNothing(directory, real);
        if (find(real).isEmpty()) {
            makeDirectory(real, FileMode.DIRECTORY, FileOwner.ROOT);
        }
    }

    private void requireDirectoryOrNothing(AbsolutePath path, AbsolutePath location) {
        find(location)
                .filter(entry -> entry.type() != FileStatus.Type.DIRECTORY)
                .ifPresent(entry -> {
                    throw new HostException(
                            path + ": is a " + entry.type() + ", not a directory",
                            "move it away, or choose another path");
                });
    }

    /** Returns whether something was there. */
    boolean deleteFile(AbsolutePath path) {
        AbsolutePath location = location(path);
        if (has(location, FileStatus.Type.DIRECTORY)) {
            throw new HostException(path + ": is a directory, not a file", "delete it as a directory");
        }
        return entries.remove(location) != null;
    }

    /** Returns whether an empty directory was there. */
    boolean deleteEmptyDirectory(AbsolutePath path) {
        AbsolutePath location = location(path);
        if (!has(location, FileStatus.Type.DIRECTORY) || !below(location).isEmpty()) {
            return false;
        }
        refuseMountPoints(location);
        entries.remove(location);
        return true;
    }

    /** Returns whether a directory was there. */
    boolean deleteTree(AbsolutePath path) {
        AbsolutePath location = location(path);
        requireDirectoryOrNothing(path, location);
        refuseMountPoints(location);
        below(location).clear();
        return entries.remove(location) != null;
    }

    void mount(AbsolutePath directory) {
        makeMissing(directory);
        mountPoints.add(followed(directory, MAXIMUM_LINKS));
    }

    void unmount(AbsolutePath directory) {
        mountPoints.remove(followed(directory, MAXIMUM_LINKS));
    }

    private void refuseMountPoints(AbsolutePath directory) {
        mountPoints.stream()
                .filter(point -> point.startsWith(directory))
                .findFirst()
                .ifPresent(point -> {
                    throw new HostException(
                            directory + ": can't be deleted, since something is mounted at " + point,
                            "run: umount " + point);
                });
    }

    /** Every path with all there is to know about it, as text. */
    SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        entries.forEach((path, entry) -> texts.put(path.toString(), entry.text()));
        return texts;
    }

    private Optional<Entry> find(AbsolutePath location) {
        return Optional.ofNullable(entries.get(location));
    }

    private boolean has(AbsolutePath location, FileStatus.Type type) {
        return find(location).filter(entry -> entry.type() == type).isPresent();
    }

    /** A view of what is strictly below a directory; paths sort with a directory's content right behind it. */
    private NavigableMap<AbsolutePath, Entry> below(AbsolutePath directory) {
        AbsolutePath last = directory;
        for (AbsolutePath path : entries.tailMap(directory, false).keySet()) {
            if (!path.startsWith(directory)) {
                break;
            }
            last = path;
        }
        return entries.subMap(directory, false, last, true);
    }

    /** Where a path is once the links in its parents are followed; its own last segment is not. */
    private AbsolutePath location(AbsolutePath path) {
        return location(path, MAXIMUM_LINKS);
    }

    private AbsolutePath location(AbsolutePath path, int links) {
        return path.parent().map(parent -> inside(parent, path, links)).orElse(path);
    }

    private AbsolutePath inside(AbsolutePath parent, AbsolutePath path, int links) {
        AbsolutePath real = followed(parent, links);
        return real.equals(parent) ? path : real.resolve(path.fileName());
    }

    private AbsolutePath followed(AbsolutePath path, int links) {
        AbsolutePath location = location(path, links);
        return find(location)
                .filter(entry -> entry.type() == FileStatus.Type.SYMBOLIC_LINK)
                .map(link -> followed(target(location, link, links), links - 1))
                .orElse(location);
    }

    private static AbsolutePath target(AbsolutePath location, Entry link, int linksLeft) {
        if (linksLeft == 0) {
            throw new HostException(
                    location + ": too many symbolic links lead to it", "remove the link that leads to itself");
        }
        Path target = location.toPath().resolveSibling(link.content().text());
        return AbsolutePath.of(target.normalize().toString());
    }
}
