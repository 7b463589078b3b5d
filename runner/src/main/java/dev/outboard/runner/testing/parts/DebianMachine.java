package dev.outboard.runner.testing.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import dev.outboard.Outboard;
import dev.outboard.Provisioner;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.FaultyHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.SocketPath;
import dev.outboard.network.testing.SimulatedFirewall;
import dev.outboard.network.testing.SimulatedLinks;
import dev.outboard.network.testing.SimulatedNetworkd;
import dev.outboard.runner.stack.ConnectedHost;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.testing.SimulatedStorage;
import dev.outboard.systemd.testing.SimulatedSystemd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A host in memory with everything on it that a stack needs: what is inside of {@code SimulatedMachine}. Its parts work together: a
 * Docker daemon answers on its socket as long as systemd runs its service, and has the root, driver and bridge of the
 * configuration that the service names; {@code gitlab-runner} in a container writes and reads the {@code config.toml} of
 * the host. Every part can be changed by a test, to see what Outboard makes of it. Not thread-safe.
 *
 * <p>The first daemon can pull {@code gitlab/gitlab-runner:latest}; other images are offered by {@link
 * SimulatedEngine#offer}.
 */
public final class DebianMachine {
    private static final List<String> UNITS = List.of("docker.service", "docker.socket");
    private static final AbsolutePath UNIT_DIRECTORY = AbsolutePath.of("/usr/lib/systemd/system");
    private static final List<String> PROGRAMS = List.of(
            "/usr/bin/containerd",
            "/usr/bin/docker",
            "/usr/bin/docker-init",
            "/usr/sbin/dockerd",
            "/usr/sbin/ip6tables",
            "/usr/sbin/iptables",
            "/usr/sbin/mkfs.ext4",
            "/usr/sbin/mkfs.xfs",
            "/usr/sbin/nft");
    private static final ImageReference RUNNER_IMAGE = ImageReference.of("gitlab/gitlab-runner:latest");

    private final InMemoryHost host;
    private final SimulatedLinks links;
    private final SimulatedNetworkd networkd;
    private final SimulatedSystemd systemd = new SimulatedSystemd();
    private final SimulatedFirewall firewall = new SimulatedFirewall();
    private final SimulatedStorage storage = new SimulatedStorage();
    private final SimulatedNamespaces namespaces = new SimulatedNamespaces();
    private final SimulatedDaemons daemons;
    private final InMemoryGitLab gitLab = new InMemoryGitLab();

    private DebianMachine(InMemoryHost host, SimulatedLinks links, SimulatedNetworkd networkd) {
        this.host = host;
        this.links = links;
        this.networkd = networkd;
        this.daemons = new SimulatedDaemons(systemd, firewall, namespaces, host);
        systemd.otherPrograms((unit, anyHost) -> {
            links.start(unit, anyHost);
            daemons.start(unit, anyHost);
            firewall.start(unit, anyHost);
            storage.start(unit, anyHost);
            namespaces.start(unit, anyHost);
        });
        host.answer(DebianMachine::accounts)
                .answer(links)
                .answer(namespaces)
                .answer(systemd)
                .answer(networkd)
                .answer(firewall)
                .answer(storage)
                .answer(daemons);
        firstEngine().offer(RUNNER_IMAGE);
        SimulatedGitLabRunner gitLabRunner = new SimulatedGitLabRunner(host, firstEngine());
        host.answer(gitLabRunner::version);
        firstEngine().answer(gitLabRunner);
        firstEngine().end(gitLabRunner::end);
    }

    /**
     * A Debian 13 on which {@code docker.io} was installed, as {@code SimulatedHosts} describes it.
     *
     * @return a new machine; nothing of it is shared with another
     */
    public static DebianMachine withDocker() {
        InMemoryHost host = InMemoryHost.create().putGroup("docker");
        for (String unit : UNITS) {
            host.putFile(UNIT_DIRECTORY.resolve(unit), resource("debian-13/" + unit));
        }
        host.putFile(UNIT_DIRECTORY.resolve("containerd.service"), "[Service]\nExecStart=/usr/bin/containerd\n");
        for (String program : PROGRAMS) {
            host.putFile(AbsolutePath.of(program), FileContent.ofText(""), FileMode.EXECUTABLE, FileOwner.ROOT);
        }
        host.putDirectory(AbsolutePath.of("/run/containerd/io.containerd.runtime.v2.task"));
        host.putFile(
                AbsolutePath.of("/sys/fs/cgroup/cgroup.controllers"), "cpuset cpu io memory hugetlb pids rdma misc\n");
        SimulatedLinks links = SimulatedLinks.create()
                .putLink("eth0", "192.0.2.2/24")
                .putRoute("0.0.0.0/0", "eth0")
                .putBridge("docker0", "172.17.0.1/16");
        DebianMachine machine = new DebianMachine(host, links, SimulatedNetworkd.unused(links));
        machine.boot(UNITS);
        return machine;
    }

    private static String resource(String name) {
        try {
            return Resources.toString(Resources.getResource(DebianMachine.class, name), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Enables and starts units; the host does not count these as commands of Outboard. */
    private void boot(List<String> units) {
        for (String verb : List.of("enable", "start")) {
            systemd.run(
                            Command.of(Stream.concat(Stream.of("systemctl", verb), units.stream())
                                    .toList()),
                            host)
                    .orElseThrow()
                    .requireSuccess();
        }
    }

    /** getent(1): 2 is its exit status for what is not there. */
    private static Optional<CommandResult> accounts(Command command, InMemoryHost host) {
        List<String> words = command.arguments();
        if (!command.program().equals("getent") || words.size() != 3) {
            return Optional.empty();
        }
        String name = words.get(2);
        return switch (words.get(1)) {
            case "group" -> Optional.of(account(command, name, host.hasGroup(name)));
            case "passwd" -> Optional.of(account(command, name, host.hasUser(name)));
            default -> Optional.empty();
        };
    }

    private static CommandResult account(Command command, String name, boolean isThere) {
        return isThere ? new CommandResult(command, 0, name + ":x:\n", "") : new CommandResult(command, 2, "", "");
    }

    /**
     * The files, and what was done to them.
     *
     * @return the host
     */
    public InMemoryHost host() {
        return host;
    }

    /**
     * The kernel's links.
     *
     * @return the links
     */
    public SimulatedLinks links() {
        return links;
    }

    /**
     * systemd-networkd.
     *
     * @return the simulator
     */
    public SimulatedNetworkd networkd() {
        return networkd;
    }

    /**
     * The firewall's rules.
     *
     * @return the simulator
     */
    public SimulatedFirewall firewall() {
        return firewall;
    }

    /**
     * The filesystems in images and on devices.
     *
     * @return the simulator
     */
    public SimulatedStorage storage() {
        return storage;
    }

    /**
     * systemd.
     *
     * @return the simulator
     */
    public SimulatedSystemd systemd() {
        return systemd;
    }

    /**
     * The way to the Docker daemons of the machine.
     *
     * @return gives the same engine for a socket each time, whether its daemon runs or not
     */
    public Engines engines() {
        return daemons;
    }

    /**
     * The daemon behind a socket.
     *
     * @param socket where it listens, or will
     * @return the daemon; its calls fail while it does not run
     */
    public SimulatedEngine engine(SocketPath socket) {
        return daemons.open(socket);
    }

    /**
     * The daemon that was there before Outboard came.
     *
     * @return the daemon behind {@code /run/docker.sock}
     */
    public SimulatedEngine firstEngine() {
        return daemons.open(SimulatedDaemons.FIRST_SOCKET);
    }

    /**
     * The GitLab that every runner of the machine finds, whatever its URL.
     *
     * @return the GitLab
     */
    public InMemoryGitLab gitLab() {
        return gitLab;
    }

    /**
     * Outboard on this machine.
     *
     * @return a new provisioner
     */
    public Provisioner provisioner() {
        return Outboard.on(new ConnectedHost(host, daemons, connection -> gitLab));
    }

    /**
     * Outboard on this machine, as a program in which something goes wrong.
     *
     * @param faults say where: at an effect on the host, at a daemon, or in GitLab
     * @return a new provisioner
     */
    public Provisioner provisioner(Faults faults) {
        return Outboard.on(new ConnectedHost(
                new FaultyHost(host, faults),
                FaultyCalls.ofEngines(daemons, faults),
                FaultyCalls.ofGitLabs(connection -> gitLab, faults)));
    }
}
