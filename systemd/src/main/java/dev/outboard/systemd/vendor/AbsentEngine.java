package dev.outboard.systemd.vendor;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import dev.outboard.systemd.installed.UnitPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks why a host has no engine where one was expected, so that the remedy is one that works there. */
public final class AbsentEngine {
    private static final String EXPECTED = "an installed Docker engine";
    private static final String INSTALL = "\"apt-get install docker.io\"";

    private static final List<AbsolutePath> SNAP = paths("/snap/bin/docker", "/var/lib/snapd/snap/bin/docker");
    private static final UnitName SNAP_UNIT = UnitName.of("snap.docker.dockerd.service");

    private static final AbsolutePath CLIENT = AbsolutePath.of("/usr/bin/docker");
    private static final AbsolutePath SOCKET = AbsolutePath.of("/run/docker.sock");
    private static final String PODMAN = "podman";

    /** A client is a program of many megabytes, the script of podman's package one of a few lines. */
    private static final long LONGEST_SCRIPT = 4096;

    private static final AbsolutePath USERS = AbsolutePath.of("/run/user");
    private static final List<AbsolutePath> ROOTLESS = paths(
            "/usr/bin/dockerd-rootless.sh", "/usr/lib/systemd/user/docker.service", "/etc/systemd/user/docker.service");

    private static final AbsolutePath ACCOUNTS = AbsolutePath.of("/etc/passwd");

    /** Where the home directory is in a line of passwd(5). */
    private static final int HOME = 5;

    /** What the installers of the rootless engine make in the home of a user. */
    private static final List<String> OF_A_USER =
            List.of(".config/systemd/user/docker.service", "bin/dockerd-rootless.sh");

    /** Where programs that no package brought are found. */
    private static final List<AbsolutePath> ELSEWHERE = paths(
            "/usr/bin/dockerd",
            "/usr/sbin/dockerd",
            "/usr/local/bin/dockerd",
            "/usr/local/sbin/dockerd",
            "/opt/bin/dockerd",
            "/opt/docker/dockerd",
            "/opt/docker/bin/dockerd");

    private AbsentEngine() {}

    /**
     * Tells why an engine is missing.
     *
     * @param subject what needs the engine, for example {@code engine of daemon docker2}
     * @param program where it was expected
     * @param host the host
     * @return the conflict, with a remedy for this host
     */
    public static Problem problem(String subject, AbsolutePath program, HostView host) {
        if (hasSnap(host)) {
            return snap(subject, "no " + program);
        }
        if (isPodman(host)) {
            return podman(subject, "no " + program + "; docker is Podman's here");
        }
        return elsewhere(subject, program, host)
                .or(() -> rootless(subject, program, host))
                .orElseGet(
                        () -> new Problem(subject, "no " + program, EXPECTED, "install it, on Debian with " + INSTALL));
    }

    private static boolean hasSnap(HostView host) {
        return UnitPath.isInstalled(SNAP_UNIT, host) || isThere(SNAP, host);
    }

    /**
     * Tells of a snap of Docker on a host that has another engine as well.
     *
     * @param host the host
     * @return what to do about it; empty if there is none, or no other engine
     */
    public static Optional<String> snapBeside(HostView host) {
        return hasSnap(host) && isThere(ELSEWHERE, host)
                ? Optional.of("Docker is installed as a snap as well, and two engines compete for /run/docker.sock and"
                        + " docker0; what the snap's engine has is not known here, so remove one of the two, for example"
                        + " with \"snap remove docker\"")
                : Optional.empty();
    }

    static Problem snap(String subject, String found) {
        return new Problem(
                subject,
                found + "; Docker is a snap here",
                EXPECTED + " that is not a snap: snapd confines it to its own directories and runs one of it",
                "remove it with \"snap remove docker\" before you install another, for two engines would fight over"
                        + " /run/docker.sock and docker0; then install one, on Debian and Ubuntu with " + INSTALL);
    }

    static Problem podman(String subject, String found) {
        return new Problem(
                subject,
                found,
                EXPECTED + ": Podman has no daemon that could run a second time",
                "remove the package podman-docker, and install the engine, on Debian with " + INSTALL);
    }

    private static boolean isPodman(HostView host) {
        boolean isLink = Stream.of(CLIENT, SOCKET)
                .anyMatch(path -> host.linkTarget(path)
                        .filter(target -> target.contains(PODMAN))
                        .isPresent());
        return isLink
                || (host.size(CLIENT) <= LONGEST_SCRIPT
                        && host.read(CLIENT)
                                .filter(script -> script.text().contains(PODMAN))
                                .isPresent());
    }

    private static Optional<Problem> elsewhere(String subject, AbsolutePath program, HostView host) {
        return ELSEWHERE.stream()
                .filter(path -> host.status(path).isPresent())
                .findFirst()
                .map(found -> new Problem(
                        subject,
                        "no " + program + ", but " + found,
                        EXPECTED,
                        List.of("/usr/bin", "/usr/sbin", "/usr/local/bin")
                                        .contains(found.parent().orElseThrow().toString())
                                ? UnitSourceProblem.GENERATE + ", which runs " + found
                                : "link it with \"ln -s " + found
                                        + " /usr/local/bin/\", its other programs as well, and "
                                        + UnitSourceProblem.GENERATE));
    }

    private static Optional<Problem> rootless(String subject, AbsolutePath program, HostView host) {
        boolean runs = host.list(USERS).stream()
                .map(user -> USERS.resolve(user).resolve("docker.sock"))
                .anyMatch(path -> host.status(path).isPresent());
        return runs || isThere(ROOTLESS, host) || isThere(ofUsers(host), host)
                ? Optional.of(new Problem(
                        subject,
                        "no " + program + "; Docker is rootless here, an engine for each user",
                        EXPECTED + " that runs as root",
                        "install it for the whole host, on Debian with " + INSTALL))
                : Optional.empty();
    }

    private static List<AbsolutePath> ofUsers(HostView host) {
        return host.read(ACCOUNTS).map(FileContent::text).stream()
                .flatMap(String::lines)
                .map(account -> Splitter.on(':').splitToList(account))
                .filter(fields -> fields.size() > HOME && fields.get(HOME).startsWith("/"))
                .map(fields -> CharMatcher.is('/').trimTrailingFrom(fields.get(HOME)))
                .distinct()
                .flatMap(home -> OF_A_USER.stream().map(file -> home + "/" + file))
                .flatMap(AbsentEngine::path)
                .toList();
    }

    /** An account of others may have any text for its home. */
    private static Stream<AbsolutePath> path(String text) {
        try {
            return Stream.of(AbsolutePath.of(text));
        } catch (InvalidValueException malformed) {
            return Stream.empty();
        }
    }

    private static boolean isThere(List<AbsolutePath> paths, HostView host) {
        return paths.stream().anyMatch(path -> host.status(path).isPresent());
    }

    private static List<AbsolutePath> paths(String... paths) {
        return Stream.of(paths).map(AbsolutePath::of).toList();
    }
}
