package dev.outboard.systemd.storage;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.Query;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The filesystems that storage can have. Both are made with fixed options, and both grow while they are mounted. */
public enum Filesystem {
    /** The one whose tools are on every Debian. It limits the whole, not a single container. */
    EXT4("ext4", "e2fsprogs", "64M") {
        /**
         * All blocks are for the daemon: the share that ext4 reserves for root would be given to every container that runs
         * as root. Without discarding, which would punch holes into the file.
         */
        @Override
        List<String> makeArguments() {
            return List.of("-q", "-m", "0", "-E", "nodiscard", "-L", LABEL);
        }

        @Override
        Query sizeQuery(String device, AbsolutePath mountPoint) {
            return Query.of("dumpe2fs", "-h", device);
        }
    },
    /** The one in which a project quota can limit each container. Its tools are in a package of their own. */
    XFS("xfs", "xfsprogs", "300M") {
        /** overlay2 needs the type in directory entries. */
        @Override
        List<String> makeArguments() {
            return List.of("-q", "-K", "-n", "ftype=1", "-L", LABEL);
        }

        @Override
        Query sizeQuery(String device, AbsolutePath mountPoint) {
            return Query.of("xfs_info", mountPoint.toString());
        }
    };

    private static final String LABEL = "outboard";
    private static final Duration MAKING = Duration.ofMinutes(10);

    /** dumpe2fs(8) and xfs_info(8): blocks and their size, in either order. */
    private static final Pattern BLOCKS =
            Pattern.compile("^(?:Block count: +|data +=.* blocks=)([0-9]+)", Pattern.MULTILINE);

    private static final Pattern BLOCK_SIZE =
            Pattern.compile("^(?:Block size: +|data +=.*bsize=)([0-9]+)", Pattern.MULTILINE);

    private final String type;
    private final String debianPackage;
    private final String smallest;

    Filesystem(String type, String debianPackage, String smallest) {
        this.type = type;
        this.debianPackage = debianPackage;
        this.smallest = smallest;
    }

    abstract List<String> makeArguments();

    abstract Query sizeQuery(String device, AbsolutePath mountPoint);

    /** What the kernel and blkid(8) call it. */
    String type() {
        return type;
    }

    /** The package of Debian that has its tools. */
    String debianPackage() {
        return debianPackage;
    }

    /** The smallest that is made; mkfs.xfs refuses less. */
    ByteSize smallest() {
        return ByteSize.of(smallest);
    }

    /** The program that makes it. */
    String program() {
        return "mkfs." + type;
    }

    /** Makes it on a file or device. Neither program is told to overwrite what it recognises. */
    Command make(AbsolutePath target) {
        return Command.of(Stream.of(List.of(program()), makeArguments(), List.of(target.toString()))
                        .flatMap(List::stream)
                        .toList())
                .withTimeout(MAKING);
    }

    /** Reads the answer to {@link #sizeQuery}. */
    static OptionalLong size(String answer) {
        Matcher blocks = BLOCKS.matcher(answer);
        Matcher size = BLOCK_SIZE.matcher(answer);
        return blocks.find() && size.find()
                ? OptionalLong.of(Long.parseLong(blocks.group(1)) * Long.parseLong(size.group(1)))
                : OptionalLong.empty();
    }
}
