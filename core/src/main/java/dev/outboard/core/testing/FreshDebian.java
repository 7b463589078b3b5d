package dev.outboard.core.testing;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.List;

/** The directories of a Debian that was just installed, as hier(7) has them, with its merged {@code /usr}. */
final class FreshDebian {
    private static final FileMode TEMPORARY = FileMode.of("1777");
    private static final List<String> DIRECTORIES = List.of(
            "/etc/default",
            "/etc/modules-load.d",
            "/etc/sysctl.d",
            "/etc/systemd/network",
            "/etc/systemd/system",
            "/home",
            "/opt",
            "/proc",
            "/run/systemd/system",
            "/srv",
            "/sys",
            "/usr/bin",
            "/usr/lib/systemd/network",
            "/usr/lib/systemd/system",
            "/usr/local/bin",
            "/usr/local/sbin",
            "/usr/sbin",
            "/var/cache",
            "/var/lib",
            "/var/log");

    private FreshDebian() {}

    static InMemoryFiles files() {
        InMemoryFiles files = new InMemoryFiles();
        DIRECTORIES.forEach(path -> files.makeMissing(AbsolutePath.of(path)));
        files.makeDirectory(AbsolutePath.of("/root"), FileMode.SECRET_DIRECTORY, FileOwner.ROOT);
        files.makeDirectory(AbsolutePath.of("/tmp"), TEMPORARY, FileOwner.ROOT);
        files.makeDirectory(AbsolutePath.of("/var/tmp"), TEMPORARY, FileOwner.ROOT);
        files.link(AbsolutePath.of("/bin"), "usr/bin");
        files.link(AbsolutePath.of("/lib"), "usr/lib");
        files.link(AbsolutePath.of("/sbin"), "usr/sbin");
        files.link(AbsolutePath.of("/var/run"), "/run");
        return files;
    }
}
