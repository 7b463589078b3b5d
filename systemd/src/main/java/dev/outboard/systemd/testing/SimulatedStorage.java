package dev.outboard.systemd.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Filesystems in files and on devices of an {@link InMemoryHost}: the programs that make, mount and grow them. What is
 * mounted does not hide what was in the directory before, and what was put into it is forgotten when it is unmounted.
 *
 * <pre>{@code
 * SimulatedStorage storage = new SimulatedStorage();
 * systemd.otherPrograms(storage::start);
 * host.answer(systemd).answer(storage);
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class SimulatedStorage implements SimulatedCommand {
    private static final long SECTOR = 512;
    private static final int NOTHING_FOUND = 2;

    private final Map<String, Long> sizes = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, Mounted> mounts = new TreeMap<>();
    private long available = 1L << 40;
    private int loops;

    private record Mounted(String device, String source, String type, String options, long size) {}

    /** A disk with a tebibyte free, and nothing mounted. */
    public SimulatedStorage() {}

    /**
     * Says how much is free on the host's disk, images not counted.
     *
     * @param bytes how much
     * @return this
     */
    public SimulatedStorage available(long bytes) {
        available = bytes;
        return this;
    }

    /**
     * Puts something recognisable on a device or into a file.
     *
     * @param place where
     * @param type its name by blkid(8), for example {@code ext4}
     * @param bytes how large the device or file is
     * @return this
     */
    public SimulatedStorage put(AbsolutePath place, String type, long bytes) {
        types.put(place.toString(), type);
        sizes.put(place.toString(), bytes);
        return this;
    }

    /**
     * How large the filesystem is that is mounted somewhere.
     *
     * @param mountPoint where
     * @return its size in bytes, or empty if nothing is mounted there
     */
    public Optional<Long> mountedSize(AbsolutePath mountPoint) {
        return Optional.ofNullable(mounts.get(mountPoint.toString())).map(Mounted::size);
    }

    /**
     * Mounts what a mount unit names; any other unit is none of its business.
     *
     * @param unit the unit that systemd starts
     * @param host the host
     */
    public void start(UnitFile unit, InMemoryHost host) {
        unit.value("Mount", "Where").ifPresent(where -> mount(unit, where, host));
    }

    private void mount(UnitFile unit, String where, InMemoryHost host) {
        String what = unit.value("Mount", "What").orElseThrow();
        String options = unit.value("Mount", "Options").orElse("");
        String type = unit.value("Mount", "Type").orElseThrow();
        if (!type.equals(types.get(what))) {
            throw new IllegalStateException(what + " has " + types.get(what) + ", and is mounted as " + type);
        }
        long size = sizes.getOrDefault(what, 0L);
        boolean loop = options.contains("loop");
        String device = loop ? "/dev/loop" + loops++ : what;
        if (host.status(AbsolutePath.of(where)).isEmpty()) {
            host.putDirectory(AbsolutePath.of(where));
        }
        if (loop) {
            host.putFile(attribute(device, "loop/backing_file"), what + "\n");
        }
        putSize(device, size, host);
        mounts.put(where, new Mounted(device, what, type, "rw," + options, size));
        host.putMountPoint(AbsolutePath.of(where));
    }

    private static void putSize(String device, long size, InMemoryHost host) {
        host.putFile(attribute(device, "size"), size / SECTOR + "\n");
    }

    private static AbsolutePath attribute(String device, String name) {
        return AbsolutePath.of("/sys/class/block/" + device.substring(device.lastIndexOf('/') + 1) + "/" + name);
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        List<String> words = command.arguments();
        String last = words.get(words.size() - 1);
        return switch (command.program()) {
            case "stat" -> printed(command, sizes.getOrDefault(last, 0L) + "\n");
            case "df" -> printed(command, "     Avail\n" + available + "\n");
            case "readlink" -> printed(command, last + "\n");
            case "blkid" ->
                types.containsKey(last)
                        ? printed(command, "DEVNAME=" + last + "\nTYPE=" + types.get(last) + "\n")
                        : Optional.of(new CommandResult(command, NOTHING_FOUND, "", ""));
            case "findmnt" ->
                mounts.containsKey(last)
                        ? printed(command, line(mounts.get(last)))
                        : Optional.of(new CommandResult(command, 1, "", ""));
            case "dumpe2fs" ->
                printed(
                        command,
                        "Block count:              " + sizeOn(last) / SECTOR + "\nBlock size:               512\n");
            case "xfs_info" ->
                printed(
                        command,
                        "data     =      bsize=512    blocks="
                                + mountedSize(AbsolutePath.of(last)).orElse(0L) / SECTOR + ", imaxpct=25\n");
            default -> change(command, words, last, host);
        };
    }

    private Optional<CommandResult> change(Command command, List<String> words, String last, InMemoryHost host) {
        switch (command.program()) {
            case "fallocate" -> sizes.put(last, Long.parseLong(words.get(2)));
            case "mkfs.ext4", "mkfs.xfs" -> types.put(last, command.program().substring("mkfs.".length()));
            case "mv" -> move(words.get(2), last, host);
            case "losetup" ->
                mounts.values().stream()
                        .filter(mounted -> mounted.device().equals(last))
                        .forEach(mounted -> putSize(last, sizes.getOrDefault(mounted.source(), 0L), host));
            case "umount" -> {
                AbsolutePath mountPoint = AbsolutePath.of(last);
                mounts.remove(last);
                host.removeMountPoint(mountPoint);
                host.deleteTree(mountPoint);
                host.putDirectory(mountPoint);
            }
            case "/usr/lib/systemd/systemd-growfs" ->
                mounts.computeIfPresent(
                        last,
                        (where, old) -> new Mounted(
                                old.device(),
                                old.source(),
                                old.type(),
                                old.options(),
                                sizes.getOrDefault(old.source(), 0L)));
            default -> {
                return Optional.empty();
            }
        }
        return printed(command, "");
    }

    private void move(String from, String to, InMemoryHost host) {
        host.putFile(AbsolutePath.of(to), FileContent.ofText(""), FileMode.SECRET, FileOwner.ROOT);
        host.deleteFile(AbsolutePath.of(from));
        Optional.ofNullable(sizes.remove(from)).ifPresent(size -> sizes.put(to, size));
        Optional.ofNullable(types.remove(from)).ifPresent(type -> types.put(to, type));
    }

    private long sizeOn(String device) {
        return mounts.values().stream()
                .filter(mounted -> mounted.device().equals(device))
                .mapToLong(Mounted::size)
                .sum();
    }

    private static String line(Mounted mounted) {
        return mounted.device() + " " + mounted.type() + " " + mounted.options() + "\n";
    }

    private static Optional<CommandResult> printed(Command command, String output) {
        return Optional.of(new CommandResult(command, 0, output, ""));
    }
}
