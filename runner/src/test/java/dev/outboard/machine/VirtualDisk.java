package dev.outboard.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The disks of a virtual machine, and what qemu boots it with.
 *
 * @param image an ext4 file system with everything, the JDK and the class path of the tests too
 * @param spare a disk with nothing on it
 * @param kernel the kernel of the release
 * @param initialRamDisk the modules with which the kernel finds its disk
 */
record VirtualDisk(Path image, Path spare, Path kernel, Path initialRamDisk) {
    /** Most of it is a hole in the file. */
    private static final String SIZE = "6G";

    private static final String SPARE_SIZE = "1G";

    /** Copies what is below / to the same place below another directory, with the directories above it. */
    private static final String COPY =
            "tar --create --directory=/ -- \"$@\" | tar --extract --preserve-permissions --directory=\"$0\"";

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Makes a disk in an empty directory. */
    static VirtualDisk create(Path directory, RootFilesystem files, String hostName) throws IOException {
        Path tree = Files.createDirectory(directory.resolve("tree"));
        files.unpackTo(tree, hostName);
        run("cp", "--recursive", "--no-target-directory", harnessFiles().toString(), tree.toString());
        List<String> copy = new ArrayList<>(List.of("sh", "-ec", COPY, tree.toString()));
        JavaRuntime.files().map(file -> file.toString().substring(1)).forEach(copy::add);
        run(copy.toArray(String[]::new));
        Path kernel = Files.copy(only(tree, "vmlinuz-"), directory.resolve("kernel"));
        Path modules = Files.copy(only(tree, "initrd.img-"), directory.resolve("initrd"));
        Path image = directory.resolve("disk");
        run("mke2fs", "-q", "-t", "ext4", "-d", tree.toString(), image.toString(), SIZE);
        delete(tree);
        Path spare = directory.resolve("spare");
        run("truncate", "--size=" + SPARE_SIZE, spare.toString());
        return new VirtualDisk(image, spare, kernel, modules);
    }

    /** Deletes a directory and everything in it. */
    static void delete(Path directory) {
        run("rm", "--recursive", "--force", "--one-file-system", directory.toString());
    }

    private static void run(String... command) {
        Command.of(command).limit(LIMIT).run().orFail();
    }

    private static Path only(Path tree, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("boot"))) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the machine has no /boot/" + prefix + "*"));
        }
    }

    private static Path harnessFiles() {
        try {
            return Path.of(Objects.requireNonNull(VirtualDisk.class.getResource("virtual"), "test resource virtual")
                    .toURI());
        } catch (URISyntaxException cause) {
            throw new UncheckedIOException(new IOException(cause));
        }
    }
}
