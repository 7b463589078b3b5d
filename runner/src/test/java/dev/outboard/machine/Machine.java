package dev.outboard.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A throw-away Debian machine with systemd as PID 1, systemd-networkd and Docker. Its one network interface, {@code
 * host0}, leads to a LAN that {@link #lan} speaks for; nothing leads further.
 *
 * <p>Its files are in memory, about 600 MB. Closing it removes all that it was. What a test forgets to close is removed when the JVM ends.
 */
public final class Machine implements Guest {
    /** The machine's own address. */
    public static final String ADDRESS = "192.168.50.2";

    /** A host in the LAN, behind the machine's gateway. */
    public static final String LAN_ADDRESS = Enclosure.LAN_ADDRESS;

    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(3);
    private static final Duration OFF_LIMIT = Duration.ofMinutes(1);
    private static final int CONSOLE_TAIL = 40;

    private final DebianRelease release;
    private final String name;
    private final Site site;
    private final Deque<ResidentJvm> idle = new ConcurrentLinkedDeque<>();
    private Boot boot;

    private Machine(DebianRelease release, String name, Site site) {
        this.release = release;
        this.name = name;
        this.site = site;
        this.boot = switchOn();
    }

    /**
     * Makes a machine and switches it on.
     *
     * @param release what it is made of
     * @param name its host name, unlike that of any other open machine
     * @param packages what it has beside the packages of every machine; of one with the ending {@code .deb}, such as {@code
     *     podman-docker.deb}, only the file is there, in {@code /root/debs}
     * @return the machine, with every unit of its boot running
     */
    public static Machine boot(DebianRelease release, String name, String... packages) {
        RootFilesystem files = RootFilesystem.of(release, packages);
        try {
            Site site = Site.open(name);
            try {
                files.unpackTo(site.root(), name);
                Machine machine = new Machine(release, name, site);
                machine.awaitBoot("running");
                return machine;
            } catch (IOException | RuntimeException | Error failure) {
                site.close();
                throw failure;
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /**
     * Runs a command of this computer in the network that plays the LAN.
     *
     * @param command program and arguments
     * @return how it ended
     */
    public Result lan(String... command) {
        return Command.of(command).within(site.enclosure().entrance()).run();
    }

    /**
     * Lets a name server of the LAN answer for one name, and the machine ask it.
     *
     * @param known the name
     * @param address its IPv4 address
     */
    public void resolve(String known, String address) {
        lanServer(NameServer.class, LAN_ADDRESS, known, address);
        write("/etc/resolv.conf", "nameserver " + LAN_ADDRESS + "\n");
    }

    /**
     * Starts a server in the LAN, and waits until it prints the line {@code listening}. It ends with the machine.
     *
     * @param main a class with a {@code main} method
     * @param arguments its arguments
     */
    public void lanServer(Class<?> main, String... arguments) {
        Process server = Command.of(JavaRuntime.command(main, arguments))
                .within(site.enclosure().entrance())
                .start(true);
        try {
            // its libraries may have something to say before
            BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            while (!"listening".equals(line)) {
                if (line == null) {
                    throw new AssertionError(main.getSimpleName() + " did not start");
                }
                line = output.readLine();
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @Override
    public String read(String path) {
        return Command.of("cat", "--", path).within(entrance()).run().orFail().stdout();
    }

    @Override
    public void write(String path, String text) {
        Command.of("sh", "-ec", "mkdir -p \"$(dirname \"$1\")\"; cat >\"$1\"", "write", path)
                .within(entrance())
                .input(text)
                .run()
                .orFail();
    }

    /**
     * Where this computer has a file of the machine. Links are not followed, and what the machine mounted over the place
     * is not seen; a socket there can be connected to.
     *
     * @param path an absolute path in the machine
     * @return the path on this computer
     */
    public Path file(String path) {
        return site.root().resolve(path.substring(1));
    }

    /** Switches the machine off, if it is on, and on again, and waits for the end of the boot, good or bad. */
    public void reboot() {
        powerOff();
        boot = switchOn();
        awaitBoot("running", "degraded");
    }

    /** Takes the power away. {@link #reboot} gives it back. */
    public void kill() {
        boot.kill();
    }

    /**
     * What the machine said on its console since it was switched on.
     *
     * @return the last lines
     */
    public String console() {
        try {
            List<String> lines = Files.readAllLines(site.console());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - CONSOLE_TAIL), lines.size()));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Takes the power away, and removes all that the machine was. */
    @Override
    public void close() {
        try {
            kill();
        } finally {
            site.close();
        }
    }

    @Override
    public String toString() {
        return "machine " + name;
    }

    @Override
    public Result run(List<String> command) {
        return Command.of(command)
                .within(unit("--property=RuntimeMaxSec=" + COMMAND_LIMIT.toSeconds()))
                .limit(COMMAND_LIMIT.plusSeconds(10))
                .run();
    }

    /** Runs it in a JVM that has loaded its classes, unless this is the first, or the others are at work. */
    @Override
    public Result java(Class<?> main, String... arguments) {
        ResidentJvm jvm = idle.poll();
        while (jvm != null && !jvm.isAlive()) {
            jvm = idle.poll();
        }
        if (jvm == null) {
            List<String> command = JavaRuntime.command(ResidentJvm.class, Long.toString(COMMAND_LIMIT.toSeconds()));
            jvm = new ResidentJvm(Command.of(command).within(unit()).start(false));
        }
        Result result = jvm.run(main, arguments);
        idle.push(jvm);
        return result;
    }

    /** The command that runs another as a unit of the machine's own systemd. */
    private List<String> unit(String... properties) {
        List<String> command = new ArrayList<>(entrance());
        command.addAll(List.of(
                "systemd-run",
                "--quiet",
                "--pipe",
                "--wait",
                "--collect",
                "--service-type=exec",
                "--working-directory=/root",
                "--setenv=HOME=/root",
                "--setenv=LC_ALL=C.UTF-8",
                "--property=TimeoutStopSec=5"));
        command.addAll(List.of(properties));
        command.add("--");
        return command;
    }

    private List<String> entrance() {
        long leader = boot.leader().orElseThrow(() -> new IllegalStateException(this + " is off"));
        return List.of(
                "nsenter",
                "--target=" + leader,
                "--mount",
                "--uts",
                "--ipc",
                "--net",
                "--pid",
                "--cgroup",
                "--root",
                "--wd",
                "--");
    }

    private Boot switchOn() {
        List<String> nspawn = new ArrayList<>();
        if (release.needsUnifiedHierarchy()) {
            // systemd-nspawn(1), ENVIRONMENT
            nspawn.addAll(List.of("env", "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1"));
        }
        nspawn.addAll(List.of(
                "systemd-nspawn",
                "--quiet",
                "--boot",
                "--directory=" + Enclosure.ROOT,
                "--machine=" + name,
                "--network-bridge=" + Enclosure.BRIDGE,
                // this computer need not run systemd
                "--register=no",
                "--keep-unit",
                "--link-journal=no",
                "--resolv-conf=off",
                "--timezone=off",
                "--console=read-only",
                // what dockerd and runc need
                "--capability=all",
                "--system-call-filter=@keyring bpf @privileged @module"));
        JavaRuntime.files().map(file -> "--bind-ro=" + file).forEach(nspawn::add);
        return Boot.start(site.enclosure(), site.group(), nspawn, site.console());
    }

    private void awaitBoot(String... wanted) {
        String state;
        try {
            state = boot.awaitState();
        } catch (IllegalStateException failure) {
            throw new AssertionError(this + ": " + failure.getMessage() + "; console:\n" + console(), failure);
        }
        if (!List.of(wanted).contains(state)) {
            throw new AssertionError("%s is %s%n%s%nconsole:%n%s"
                    .formatted(this, state, run("systemctl", "--failed", "--no-pager"), console()));
        }
    }

    private void powerOff() {
        if (boot.leader().isPresent()) {
            Command.of("systemctl", "poweroff").within(entrance()).run();
        }
        if (!boot.awaitOff(OFF_LIMIT)) {
            boot.kill();
        }
    }
}
