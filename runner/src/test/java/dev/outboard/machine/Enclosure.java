package dev.outboard.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The namespaces around one machine: processes, mounts and network. Its network plays the LAN and the internet for the
 * machine: a bridge that the machine's cable is plugged into, and the address {@value #LAN_ADDRESS} beyond it. Its
 * mounts hold the machine's files in memory: unpacked in a second and gone at once, where a disk may take half a minute
 * to delete them.
 *
 * <p>PID 1 in it is a {@code cat} that reads from this JVM. When the JVM ends, in whatever way, cat ends too, and the
 * kernel kills every process in here and drops mounts, files and network, pid_namespaces(7).
 */
final class Enclosure implements AutoCloseable {
    /** A host on the far side of the machine's gateway. */
    static final String LAN_ADDRESS = "203.0.113.1";

    /** The bridge on the LAN side of the machine's cable. */
    static final String BRIDGE = "lan";

    /** The root directory of the machine, seen from inside. */
    static final String ROOT = "/run/machine";

    private final Process unshare;
    private final Path files;
    private final List<String> entrance;

    private Enclosure(Process unshare, long pid) {
        this.unshare = unshare;
        this.files = Path.of("/proc", Long.toString(pid), "root");
        this.entrance = List.of("nsenter", "--target=" + pid, "--mount", "--net", "--pid", "--");
    }

    static Enclosure open() {
        Process unshare = Command.of("unshare", "--mount-proc", "--net", "--pid", "--fork", "--kill-child", "cat")
                .start(true);
        try {
            awaitEcho(unshare);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        long cat = unshare.children().findFirst().orElseThrow().pid();
        Enclosure enclosure = new Enclosure(unshare, cat);
        try {
            enclosure.furnish();
        } catch (RuntimeException | Error failure) {
            enclosure.close();
            throw failure;
        }
        return enclosure;
    }

    /** What brings a command in here when it stands in front of it. */
    List<String> entrance() {
        return entrance;
    }

    /** Where this computer finds a file that is in here, proc_pid_root(5). */
    Path path(String absolute) {
        return Path.of(files + absolute);
    }

    @Override
    public void close() {
        unshare.descendants().forEach(ProcessHandle::destroyForcibly);
        unshare.onExit().join();
    }

    private void furnish() {
        // what systemd-nspawn leaves in /run stays in here
        run("mount", "-t", "tmpfs", "tmpfs", "/run");
        run("mkdir", ROOT);
        run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", ROOT);
        run("ip", "link", "set", "lo", "up");
        run("ip", "address", "add", LAN_ADDRESS + "/32", "dev", "lo");
        run("ip", "link", "add", BRIDGE, "type", "bridge");
        run("ip", "address", "add", "192.168.50.1/24", "dev", BRIDGE);
        run("ip", "link", "set", BRIDGE, "up");
    }

    private void run(String... command) {
        Command.of(command).within(entrance).run().orFail();
    }

    private static void awaitEcho(Process unshare) throws IOException {
        unshare.getOutputStream().write('\n');
        unshare.getOutputStream().flush();
        String answer = unshare.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"".equals(answer)) {
            throw new IOException("unshare made no namespaces: " + answer);
        }
    }
}
