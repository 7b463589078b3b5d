package dev.outboard.systemd.firstdaemon;

import com.google.common.collect.ImmutableSortedMap;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What belongs to the first daemon, by its own words: what the running engine answers, how its process was started, and
 * what its units with all drop-ins, their environment and its {@code daemon.json} say now. Settings that are written but
 * not yet in force count like those in force. Where nothing else is known, the defaults of Docker and its package stand
 * in, and a note says so.
 *
 * <p>Other engines of the host count as well, as far as their configuration and the flags of their processes tell: those
 * of units such as instances of {@code docker@.service}, one that an administrator started by hand, and rootless ones.
 *
 * @param paths its files and directories
 * @param ranges its ranges of addresses
 * @param bridges the bridges of its networks, as far as it runs, and the one that its configuration names
 * @param sockets where it listens on the host
 * @param pidFiles where it may have written its process id
 * @param files the unit files and configuration files that were read, and the places where some would be
 * @param listeners the TCP ports at which it listens
 * @param containerdNamespaces its namespaces in containerd, and for each what it is to the daemon
 * @param usesNftables whether it makes its rules by nftables, as engines from 29 on can
 * @param answers whether its engine answered
 * @param version the version of the engine that runs; empty if it does not answer, or is not Docker
 * @param program the program that runs; empty if it is not known, or was replaced since
 * @param notes what could not be found out, a line each
 */
public record FirstDaemonProfile(
        List<OwnPath> paths,
        List<OwnRange> ranges,
        List<InterfaceName> bridges,
        List<AbsolutePath> sockets,
        List<AbsolutePath> pidFiles,
        List<AbsolutePath> files,
        List<TcpListener> listeners,
        Map<String, String> containerdNamespaces,
        boolean usesNftables,
        boolean answers,
        Optional<String> version,
        Optional<AbsolutePath> program,
        List<String> notes) {

    /** The service of the first daemon. */
    public static final UnitName SERVICE = UnitName.of("docker.service");

    /** The paths that Docker and its package use unless they are told otherwise, dockerd(8). */
    public static final List<AbsolutePath> PACKAGE_PATHS = List.of(
            AbsolutePath.of("/var/lib/docker"),
            AbsolutePath.of("/var/lib/containerd"),
            AbsolutePath.of("/run/docker"),
            AbsolutePath.of("/run/containerd"),
            AbsolutePath.of("/run/docker.pid"),
            AbsolutePath.of("/run/docker.sock"),
            AbsolutePath.of("/etc/docker"),
            AbsolutePath.of("/usr/bin/docker"),
            AbsolutePath.of("/usr/bin/dockerd"),
            AbsolutePath.of("/usr/sbin/dockerd"));

    /** The range that {@code docker0} has unless the engine is told otherwise. */
    public static final Subnet DEFAULT_BRIDGE_RANGE = Subnet.of("172.17.0.0/16");

    /**
     * Creates a profile.
     *
     * @param paths its files and directories
     * @param ranges its ranges of addresses
     * @param bridges its bridges on the host
     * @param sockets where it listens
     * @param pidFiles where it may have written its process id
     * @param files the files that were read
     * @param listeners the TCP ports at which it listens
     * @param containerdNamespaces its namespaces in containerd
     * @param usesNftables whether it makes its rules by nftables
     * @param answers whether its engine answered
     * @param version the version of the engine that runs
     * @param program the program that runs
     * @param notes what could not be found out
     */
    public FirstDaemonProfile {
        paths = List.copyOf(paths);
        ranges = List.copyOf(ranges);
        bridges = List.copyOf(bridges);
        sockets = List.copyOf(sockets);
        pidFiles = List.copyOf(pidFiles);
        files = List.copyOf(files);
        listeners = List.copyOf(listeners);
        containerdNamespaces = ImmutableSortedMap.copyOf(containerdNamespaces);
        notes = List.copyOf(notes);
    }

    /**
     * Reads what the first daemon says of itself.
     *
     * @param host the host; one that only records is not looked at
     * @param question asks the engine at a socket, in bounded time, if the unit that starts it runs
     * @param own services of Outboard's daemons, which are not the first daemon's
     * @return its profile
     */
    static FirstDaemonProfile readFrom(
            HostView host, BiFunction<SocketPath, UnitName, EngineReply> question, Set<UnitName> own) {
        return new ProfileReader(host, question, own).read();
    }

    /**
     * The first thing of the daemon that a path would touch.
     *
     * @param real the path, without symbolic links
     * @return what belongs to the first daemon and is the path, contains it or lies in it
     */
    public Optional<OwnPath> collision(AbsolutePath real) {
        return paths.stream().filter(own -> own.collidesWith(real)).findFirst();
    }

    /**
     * The first thing of the daemon in which a path lies.
     *
     * @param real the path, without symbolic links
     * @return what belongs to the first daemon and is the path or contains it
     */
    public Optional<OwnPath> owner(AbsolutePath real) {
        return paths.stream().filter(own -> own.contains(real)).findFirst();
    }

    /**
     * The version of a program, if it is the one that runs as the first daemon.
     *
     * @param real the program, without symbolic links
     * @return what the running engine answered; empty if another program runs, or none
     */
    public Optional<String> versionOf(AbsolutePath real) {
        return version.filter(ignored -> program.filter(real::equals).isPresent());
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
