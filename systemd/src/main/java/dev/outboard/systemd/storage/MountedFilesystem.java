package dev.outboard.systemd.storage;

import com.google.common.base.Splitter;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.systemd.options.Filesystem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is mounted at a mount point.
 *
 * @param device where it comes from, for example {@code /dev/loop0}, by the name that the kernel has for it
 * @param type which filesystem, for example {@code ext4}
 * @param options how it is mounted
 * @param source the file behind a loop device, else the device
 */
record MountedFilesystem(String device, String type, List<String> options, String source) {
    /** A block device's size in sysfs is in sectors of this size, whatever its own are. */
    static final int SECTOR = 512;

    private static final AbsolutePath BLOCK_DEVICES = AbsolutePath.of("/sys/class/block");

    /** The one mounted last, which is the one that is seen; empty if nothing is mounted right there. */
    static Optional<MountedFilesystem> at(AbsolutePath mountPoint, HostView host) {
        return host.ask(Query.of(
                        "findmnt",
                        "--noheadings",
                        "--raw",
                        "--output",
                        "SOURCE,FSTYPE,OPTIONS",
                        "--mountpoint",
                        mountPoint.toString()))
                .filter(CommandResult::isSuccess)
                .flatMap(answer -> answer.output().lines().reduce((first, second) -> second))
                .map(line -> Splitter.on(' ').splitToList(line))
                .filter(fields -> fields.size() == 3)
                .map(fields -> of(canonical(fields.get(0), host), fields.get(1), fields.get(2), host));
    }

    private static MountedFilesystem of(String device, String type, String options, HostView host) {
        return new MountedFilesystem(
                device,
                type,
                Splitter.on(',').splitToList(options),
                backingFile(device, host).orElse(device));
    }

    /**
     * The name by which the kernel knows a device. Others are links: those of udev, and also that of a logical volume, though
     * mount(8) and findmnt(8) show the link.
     *
     * @return the name, the given one for what is not a path
     */
    static String canonical(String device, HostView host) {
        return Optional.of(device)
                .filter(path -> path.startsWith("/dev/"))
                .flatMap(path -> host.ask(Query.of("readlink", "--canonicalize", path)))
                .map(answer -> answer.output().strip())
                .filter(path -> !path.isEmpty())
                .orElse(device);
    }

    private static Optional<String> backingFile(String device, HostView host) {
        return attribute(device, "loop/backing_file", host);
    }

    private static Optional<String> attribute(String device, String name, HostView host) {
        return Optional.of(device)
                .filter(path -> path.startsWith("/dev/"))
                .map(path -> BLOCK_DEVICES.resolve(path.substring(path.lastIndexOf('/') + 1) + "/" + name))
                .flatMap(host::read)
                .map(FileContent::text)
                .map(String::strip);
    }

    boolean isLoop() {
        return !source.equals(device);
    }

    /** How large the device is, as the kernel knows it. */
    OptionalLong deviceSize(HostView host) {
        return attribute(device, "size", host)
                .map(sectors -> OptionalLong.of(Long.parseLong(sectors) * SECTOR))
                .orElse(OptionalLong.empty());
    }

    /** How large the filesystem is, which may be less than its device. */
    OptionalLong size(Filesystem filesystem, AbsolutePath mountPoint, HostView host) {
        return host.ask(FilesystemTools.of(filesystem).sizeQuery(device, mountPoint))
                .filter(CommandResult::isSuccess)
                .map(CommandResult::output)
                .map(FilesystemTools::size)
                .orElse(OptionalLong.empty());
    }
}
