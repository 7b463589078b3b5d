package dev.outboard.core.host;

import dev.outboard.core.value.FileContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells this machine from others, also after a reboot: by machine-id(5), and by the inodes of two directories. A container
 * or a chroot may have the machine-id of the machine that it runs on, but its directories are its own.
 */
final class MachineIdentity {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final List<Path> DIRECTORIES = List.of(Path.of("/"), Path.of("/etc"));

    private MachineIdentity() {}

    static HostIdentity read() {
        String id = LocalFiles.read(MACHINE_ID)
                .map(FileContent::text)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse("none");
        return new HostIdentity("the machine with machine-id " + id + " and inodes "
                + DIRECTORIES.stream().map(MachineIdentity::inode).collect(Collectors.joining(" and ")) + " of "
                + DIRECTORIES.stream().map(Path::toString).collect(Collectors.joining(" and ")));
    }

    private static String inode(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:ino").toString();
        } catch (IOException failure) {
            throw FileFailure.of(directory, "can't be looked at", failure);
        }
    }
}
