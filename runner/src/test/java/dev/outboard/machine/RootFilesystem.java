package dev.outboard.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a machine before its first boot: packages of a Debian release, and the few files of the harness (test
 * resources, directory {@code root}).
 *
 * <p>The packages are installed once by mmdebstrap and kept as a tar file in a cache: the system property {@code
 * outboard.machine.cache}, else the environment variable {@code OUTBOARD_MACHINE_CACHE}, else {@code
 * outboard/machines} in {@code XDG_CACHE_HOME} or {@code ~/.cache}. Its name has a hash of all that it was made from, so
 * that a change builds a new one. The cache may be deleted at any time.
 */
final class RootFilesystem {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(14);

    /** The kernel for virtual machines is smaller than the others and has all that is needed here. */
    private static final List<String> KERNEL_PACKAGES =
            List.of("initramfs-tools", "linux-image-cloud-amd64", "lvm2", "udev", "zstd");

    /** Of all modules, the initial RAM disk has only that of the disk on which the others are. */
    private static final String INITIAL_RAM_DISK = "--essential-hook=mkdir -p \"$1/etc/initramfs-tools/conf.d\""
            + "; echo MODULES=list >\"$1/etc/initramfs-tools/conf.d/outboard\""
            + "; printf \"virtio_pci\\nvirtio_blk\\next4\\n\" >\"$1/etc/initramfs-tools/modules\"";

    private static final String ARCHIVE = ".deb";

    /** mmdebstrap(1), HOOKS: apt-get on this computer, with the sources of the new root. */
    private static final String DOWNLOAD = "--customize-hook=mkdir -p \"$1/root/debs\" && cd \"$1/root/debs\""
            + " && APT_CONFIG=\"$MMDEBSTRAP_APT_CONFIG\" apt-get download %s";

    private final Path tar;

    private RootFilesystem(Path tar) {
        this.tar = tar;
    }

    /**
     * The root file system of a release with some packages more, built now unless it is in the cache.
     *
     * @param packages names of packages; one with the ending {@code .deb} is not installed, but lies in {@code /root/debs},
     *     since it conflicts with packages of every machine
     */
    static RootFilesystem of(DebianRelease release, String... packages) {
        Map<Boolean, List<String>> isArchive =
                Stream.of(packages).collect(Collectors.partitioningBy(name -> name.endsWith(ARCHIVE)));
        List<String> hooks = isArchive.getOrDefault(true, List.of()).stream()
                .map(name -> DOWNLOAD.formatted(name.substring(0, name.length() - ARCHIVE.length())))
                .toList();
        return of(release, recipe(release, isArchive.getOrDefault(false, List.of()), hooks));
    }

    /** The same with a kernel and what knows devices, for a virtual machine. */
    static RootFilesystem withKernel(DebianRelease release) {
        return of(release, recipe(release, KERNEL_PACKAGES, List.of(INITIAL_RAM_DISK)));
    }

    private static synchronized RootFilesystem of(DebianRelease release, List<String> recipe) {
        Path cache = cache();
        Path tar = cache.resolve(release.suite() + "-" + hash(recipe) + ".tar");
        try {
            Files.createDirectories(cache);
            // the lock is for other JVMs; the method is synchronized for this one
            try (FileChannel channel = FileChannel.open(
                    cache.resolve(release.suite() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                Objects.requireNonNull(channel.lock());
                if (!Files.exists(tar)) {
                    build(release, recipe, tar);
                }
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        return new RootFilesystem(tar);
    }

    /** Writes the files of a machine with this name into an empty directory. */
    void unpackTo(Path directory, String hostName) throws IOException {
        Command.of(
                        "tar",
                        "--extract",
                        "--preserve-permissions",
                        "--numeric-owner",
                        "--directory=" + directory,
                        "--file=" + tar)
                .limit(Duration.ofMinutes(3))
                .run()
                .orFail();
        Command.of("cp", "--recursive", "--no-target-directory", harnessFiles().toString(), directory.toString())
                .run()
                .orFail();
        Files.writeString(directory.resolve("etc/hostname"), hostName + "\n");
        Files.writeString(directory.resolve("etc/hosts"), "127.0.0.1 localhost\n127.0.1.1 " + hostName + "\n");
    }

    private static List<String> recipe(DebianRelease release, List<String> packages, List<String> hooks) {
        List<String> recipe = new ArrayList<>(List.of(
                "mmdebstrap",
                "--mode=root",
                "--variant=minbase",
                "--format=tar",
                "--include="
                        + Stream.concat(Stream.of(release.packages()), packages.stream())
                                .collect(Collectors.joining(",")),
                // a mirror may be older than its release file says it is good for
                "--aptopt=Acquire::Check-Valid-Until \"false\"",
                "--customize-hook=chroot \"$1\" systemctl enable systemd-networkd.service",
                "--customize-hook=chroot \"$1\" systemctl mask console-getty.service getty.target"
                        + " apt-daily.timer apt-daily-upgrade.timer",
                // each machine makes an id of its own at its first boot, machine-id(5)
                "--customize-hook=: >\"$1/etc/machine-id\"; rm -f \"$1/etc/resolv.conf\""));
        recipe.addAll(hooks);
        recipe.add(release.suite());
        return List.copyOf(recipe);
    }

    private static void build(DebianRelease release, List<String> recipe, Path tar) throws IOException {
        String archive = AptArchive.find()
                .orElseThrow(() -> new IllegalStateException(
                        "apt knows no Debian archive. Fix: name one in its sources and run apt-get update"));
        Path unfinished = tar.resolveSibling(tar.getFileName() + ".unfinished");
        List<String> target = List.of(unfinished.toString(), "deb " + archive + " " + release.suite() + " main");
        Command.of(Stream.concat(recipe.stream(), target.stream()).toList())
                .limit(BUILD_LIMIT)
                .run()
                .orFail();
        Files.move(unfinished, tar, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path cache() {
        return Optional.ofNullable(System.getProperty("outboard.machine.cache"))
                .or(() -> Optional.ofNullable(System.getenv("OUTBOARD_MACHINE_CACHE")))
                .map(Path::of)
                .orElseGet(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("outboard/machines"))
                .toAbsolutePath();
    }

    private static String hash(List<String> recipe) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", recipe).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    private static Path harnessFiles() {
        URL root = Objects.requireNonNull(RootFilesystem.class.getResource("root"), "test resource root");
        try {
            return Path.of(root.toURI());
        } catch (URISyntaxException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
