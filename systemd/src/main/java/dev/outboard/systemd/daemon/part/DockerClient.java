package dev.outboard.systemd.daemon.part;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.List;
import java.util.Optional;

/**
 * The program {@code docker}, which the daemon's wrapper, its clean-up and its removal run. An engine does without it:
 * since Debian 13, the package {@code docker.io} only recommends {@code docker-cli}.
 */
public final class DockerClient {
    /** Where systemd and a login shell look for programs: systemd.exec(5). */
    static final List<AbsolutePath> SEARCH_PATH = List.of(
            AbsolutePath.of("/usr/local/sbin"),
            AbsolutePath.of("/usr/local/bin"),
            AbsolutePath.of("/usr/sbin"),
            AbsolutePath.of("/usr/bin"),
            AbsolutePath.of("/sbin"),
            AbsolutePath.of("/bin"));

    private static final String PROGRAM = "docker";
    private static final String INSTALL =
            "install it, on Debian with \"apt-get install docker-cli\" (docker.io before Debian 13)";

    private static final String PODMAN = "podman";

    /** The shim of podman-docker is a script of a few lines; the program itself is not worth reading. */
    private static final int LARGEST_SCRIPT = 65_536;

    private DockerClient() {}

    /**
     * Why the host's {@code docker} is not Docker's client.
     *
     * @param host the host
     * @return the problem; empty if there is none, or the host only records
     */
    public static Optional<Problem> fault(HostView host) {
        if (SEARCH_PATH.stream().map(directory -> directory.resolve(PROGRAM)).allMatch(host::lacks)) {
            return Optional.of(new Problem("client", "no program docker", "Docker's command-line client", INSTALL));
        }
        return find(PROGRAM, host)
                .filter(path -> isPodman(path, host))
                .map(path -> new Problem(
                        "client",
                        path + " of podman",
                        "Docker's command-line client, since podman does not talk to a Docker daemon",
                        "remove the package podman-docker, then " + INSTALL));
    }

    /** The first file of a name in the search path. */
    static Optional<AbsolutePath> find(String name, HostView host) {
        return SEARCH_PATH.stream()
                .map(directory -> directory.resolve(name))
                .filter(path -> host.status(path).isPresent())
                .findFirst();
    }

    private static boolean isPodman(AbsolutePath program, HostView host) {
        boolean isLink = host.linkTarget(program)
                .filter(target -> target.endsWith(PODMAN))
                .isPresent();
        return isLink || isScript(program, host);
    }

    private static boolean isScript(AbsolutePath program, HostView host) {
        return host.size(program) < LARGEST_SCRIPT
                && host.read(program)
                        .filter(FileContent::isText)
                        .filter(script -> script.text().contains(PODMAN))
                        .isPresent();
    }
}
