package dev.outboard.systemd.storage;

import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.options.Filesystem;
import java.util.List;
import java.util.stream.Stream;

/** The programs that make a filesystem. */
final class Tools {
    private static final List<AbsolutePath> DIRECTORIES = Stream.of("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin")
            .map(AbsolutePath::of)
            .toList();

    private Tools() {}

    /** Notes a conflict if the program is missing, with the package that has it. */
    static void require(Filesystem filesystem, Planning planning) {
        FilesystemTools tools = FilesystemTools.of(filesystem);
        if (!planning.host().isRecording()
                && DIRECTORIES.stream()
                        .allMatch(directory -> planning.host()
                                .status(directory.resolve(tools.program()))
                                .isEmpty())) {
            planning.conflict(new Problem(
                    "filesystem " + filesystem.type(),
                    "no program " + tools.program(),
                    "the tools of " + filesystem.type(),
                    "install them, on Debian with \"apt-get install " + tools.debianPackage()
                            + "\", or choose another filesystem(..)"));
        }
    }
}
