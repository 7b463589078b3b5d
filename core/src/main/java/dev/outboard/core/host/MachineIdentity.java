package dev.outboard.core.host;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.value.FileContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells this machine from others, also after a reboot: by machine-id(5), by the inodes of two directories, and by the
 * UUID that the firmware or the hypervisor gave the machine. A container or a chroot may have the machine-id of the
 * machine that it runs on, but its directories are its own. Clones of one disk have the same machine-id and inodes if they
 * were not prepared as machine-id(5) asks, but UUIDs of their own. Only root can read the UUID, and some machines have none:
 * there such clones are taken for one host.
 */
final class MachineIdentity {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final Path UUID = Path.of("/sys/class/dmi/id/product_uuid");
    private static final List<Path> DIRECTORIES = List.of(Path.of("/"), Path.of("/etc"));

    private MachineIdentity() {}

    static String read() {
        String id = line(MACHINE_ID).orElse("none");
        String uuid = line(UUID).map(text -> ", UUID " + text).orElse("");
        return "the machine with machine-id " + id + uuid + " and inodes "
                + DIRECTORIES.stream().map(MachineIdentity::inode).collect(Collectors.joining(" and ")) + " of "
                + DIRECTORIES.stream().map(Path::toString).collect(Collectors.joining(" and "));
    }

    private static Optional<String> line(Path file) {
        try {
            return LocalFiles.read(file)
                    .map(FileContent::text)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        } catch (HostException unreadable) {
            return Optional.empty();
        }
    }

    private static String inode(Path directory) {
        try {
            return Files.getAttribute(directory, "unix:ino").toString();
        } catch (IOException failure) {
            throw FileFailure.of(directory, "can't be looked at", failure);
        }
    }
}
