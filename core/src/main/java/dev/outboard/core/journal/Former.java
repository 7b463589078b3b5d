package dev.outboard.core.journal;

import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;

/** What was at a path before an apply changed it. */
public sealed interface Former {

    /**
     * Looks at a path.
     *
     * @param path which path
     * @param host where
     * @return what is there
     */
    static Former at(AbsolutePath path, HostView host) {
        return host.status(path)
                .map(status -> switch (status.type()) {
                    case REGULAR -> file(path, status, host);
                    case DIRECTORY -> new Directory(status.mode(), status.owner());
                    case SYMBOLIC_LINK ->
                        host.linkTarget(path).<Former>map(Link::new).orElseGet(Absent::new);
                    case OTHER -> new Special(FileStatus.Type.OTHER.toString());
                })
                .orElseGet(Absent::new);
    }

    private static Former file(AbsolutePath path, FileStatus status, HostView host) {
        long size = host.size(path);
        return size > File.LARGEST
                ? new Large(size)
                : host.read(path)
                        .<Former>map(content -> new File(content, status.mode(), status.owner()))
                        .orElseGet(Absent::new);
    }

    /** Nothing. */
    record Absent() implements Former {}

    /**
     * A regular file.
     *
     * @param content its content
     * @param mode its permission bits
     * @param owner its user and group
     */
    record File(FileContent content, FileMode mode, FileOwner owner) implements Former {
        /** In bytes. Configuration is smaller; what is larger is data. */
        static final long LARGEST = 1 << 20;
    }

    /**
     * A regular file that is too large to be kept, and so can't be brought back.
     *
     * @param bytes its size
     */
    record Large(long bytes) implements Former {}

    /**
     * A directory; what was in it is not known.
     *
     * @param mode its permission bits
     * @param owner its user and group
     */
    record Directory(FileMode mode, FileOwner owner) implements Former {}

    /**
     * A symbolic link.
     *
     * @param target where it led
     */
    record Link(String target) implements Former {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * A socket, device or pipe, which can't be brought back.
     *
     * @param type what it was, for people
     */
    record Special(String type) implements Former {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }
}
