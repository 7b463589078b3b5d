package dev.outboard.systemd.storage;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.options.Filesystem;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs that make a filesystem, and those that tell its size. */
enum FilesystemTools {
    /** All that it needs is on every Debian. */
    EXT4("e2fsprogs") {
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
    XFS("xfsprogs") {
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

    private static final List<AbsolutePath> DIRECTORIES = Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin")
            .map(AbsolutePath::of)
            .toList();

    private static final String LABEL = "outboard";
    private static final Duration MAKING = Duration.ofMinutes(10);

    /** dumpe2fs(8) and xfs_info(8): blocks and their size, in either order. */
    private static final Pattern BLOCKS =
            Pattern.compile("^(?:Block count: +|data +=.* blocks=)([0-9]+)", Pattern.MULTILINE);

    private static final Pattern BLOCK_SIZE =
            Pattern.compile("^(?:Block size: +|data +=.*bsize=)([0-9]+)", Pattern.MULTILINE);

    /** The package of Debian that has the tools. */
    private final String debianPackage;

    FilesystemTools(String debianPackage) {
        this.debianPackage = debianPackage;
    }

    static FilesystemTools of(Filesystem filesystem) {
        return switch (filesystem) {
            case EXT4 -> EXT4;
            case XFS -> XFS;
        };
    }

    /** Notes a conflict if the program that makes a filesystem is missing, with the package that has it. */
    static void require(Filesystem filesystem, Planning planning) {
        FilesystemTools tools = of(filesystem);
        if (DIRECTORIES.stream()
                .map(directory -> directory.resolve(tools.program()))
                .allMatch(planning.host()::lacks)) {
            planning.conflict(new Problem(
                    "filesystem " + filesystem.type(),
                    "no program " + tools.program(),
                    "the tools of " + filesystem.type(),
                    "install them, on Debian with \"apt-get install " + tools.debianPackage
                            + "\", or choose another filesystem(..)"));
        }
    }

    abstract List<String> makeArguments();

    /** Asks for the size of a filesystem that is mounted. */
    abstract Query sizeQuery(String device, AbsolutePath mountPoint);

    /** The program that makes the filesystem. */
    String program() {
        return "mkfs." + Filesystem.valueOf(name()).type();
    }

    /** Makes the filesystem on a file or device. Neither program is told to overwrite what it recognises. */
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
