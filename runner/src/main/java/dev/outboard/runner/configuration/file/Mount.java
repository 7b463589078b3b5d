package dev.outboard.runner.configuration.file;

import com.google.common.base.Splitter;
import dev.outboard.core.text.HostPath;
import dev.outboard.runner.configuration.Risk.Code;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an element of {@code volumes} makes of the host's files in a job. GitLab Runner takes {@code /path}, {@code
 * /path:MODE}, {@code SOURCE:/path} and {@code SOURCE:/path:MODE} ({@code helpers/container/volumes/parser}).
 *
 * @param source a path of the host or the name of a volume; empty text if there is none
 * @param target where the job finds it
 * @param isReadOnly whether jobs can't write there
 */
record Mount(String source, String target, boolean isReadOnly) {
    static final String FIRST_SOCKET = "/run/docker.sock";

    private static final Pattern TARGET = Pattern.compile("[/$].*");

    /** A program that reaches one of these starts containers as root. */
    private static final Pattern SOCKET = Pattern.compile(
            ".*[/.-](?:docker|containerd|crio|cri-dockerd|dockershim|podman|buildkitd)\\.sock|.*docker_engine"
                    + "|.*/(?:lxd|incus)/unix\\.socket|.*/libvirt-sock");

    private static final List<String> PLACES_OF_SOCKETS = List.of(
            "/run/containerd", "/run/crio", "/run/podman", "/run/buildkit", "/run/docker", "/run/outboard", "/run/k3s");

    /** Each with what is below it. */
    private static final List<String> RULING = List.of(
            "/etc",
            "/proc",
            "/sys",
            "/dev",
            "/boot",
            "/usr",
            "/var/lib/docker",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/kubelet",
            "/var/lib/rancher",
            "/var/lib/lxd",
            "/var/lib/incus",
            "/var/lib/cloud",
            "/var/lib/dpkg",
            "/var/lib/outboard",
            "/var/lib/systemd",
            "/var/lib/sudo",
            "/var/backups",
            "/var/spool/cron",
            "/var/log/journal",
            "/run/systemd",
            "/run/dbus",
            "/run/user",
            "/run/secrets",
            "/run/credentials");

    private static final List<String> HOMES = List.of("/root", "/home");

    /** Below those, and of no use to an attacker. */
    private static final List<String> HARMLESS = List.of(
            "/etc/ssl",
            "/etc/localtime",
            "/etc/timezone",
            "/etc/ca-certificates",
            "/etc/ca-certificates.conf",
            "/etc/pki/ca-trust",
            "/etc/pki/tls/certs",
            "/etc/docker/certs.d",
            "/etc/gitlab-runner/certs",
            "/usr/share",
            "/usr/local/share",
            "/usr/src",
            "/usr/include",
            "/dev/shm",
            "/dev/null",
            "/dev/zero",
            "/dev/full",
            "/dev/random",
            "/dev/urandom",
            "/dev/log",
            "/proc/cpuinfo",
            "/proc/meminfo",
            "/proc/stat",
            "/proc/uptime",
            "/proc/loadavg",
            "/proc/version");

    private static final List<String> SECRET_ALL_THE_SAME = List.of("/etc/ssl/private", "/usr/share/keyrings");

    /** Harmless as long as a job can't write there. */
    private static final List<String> HARMLESS_TO_READ = List.of(
            "/usr",
            "/sys",
            "/etc/passwd",
            "/etc/group",
            "/etc/hosts",
            "/etc/hostname",
            "/etc/resolv.conf",
            "/etc/nsswitch.conf",
            "/etc/os-release",
            "/etc/machine-id",
            "/etc/krb5.conf",
            "/etc/gitconfig",
            "/etc/subuid",
            "/etc/subgid",
            "/etc/alternatives",
            "/etc/docker/daemon.json",
            "/etc/ssh/ssh_known_hosts",
            "/run/systemd/resolve");

    private static final Pattern CACHE_IN_A_HOME = Pattern.compile(
            "(?:/root|/home/[^/]+)/(?:\\.cache|\\.npm|\\.yarn|\\.pnpm-store|\\.gradle|\\.m2/repository|\\.ivy2/cache|\\.cargo/registry"
                    + "|\\.nuget/packages|\\.composer/cache|\\.pub-cache|\\.ccache|\\.sbt|\\.gitconfig)(?:/.*)?");

    private static final Pattern HIDDEN_IN_A_HOME = Pattern.compile("(?:/root|/home/[^/]+)/\\..*");

    /** By what they are called, wherever they are. */
    private static final Pattern CREDENTIALS = Pattern.compile(
            ".*/(?:\\.ssh|\\.kube|\\.aws|\\.azure|\\.gnupg|\\.netrc|_netrc|\\.git-credentials|\\.npmrc|\\.pypirc|\\.pgpass|\\.my\\.cnf"
                    + "|\\.vault-token|\\.terraformrc|\\.terraform\\.d|\\.config/(?:gcloud|gh|glab-cli|rclone)|\\.s3cfg|\\.boto"
                    + "|\\.docker/config\\.json|\\.docker|containers/(?:[0-9]+/)?auth\\.json|\\.cargo/credentials(?:\\.toml)?"
                    + "|\\.gem/credentials|ssh-[^/]+/agent\\.[0-9]+"
                    + "|\\.m2/settings(?:-security)?\\.xml|kubeconfig|admin\\.conf|id_(?:rsa|dsa|ecdsa|ed25519))(?:/.*)?");

    static Mount parse(String volume) {
        List<String> parts = Splitter.on(':').splitToList(volume);
        if (parts.size() < 2 || !TARGET.matcher(parts.get(1)).matches()) {
            return new Mount("", parts.get(0), false);
        }
        return new Mount(
                parts.get(0),
                parts.get(1),
                parts.size() > 2 && Splitter.on(',').splitToList(parts.get(2)).contains("ro"));
    }

    /** Whether it is a daemon's socket, by its name on the host or in the job. */
    boolean isSocket() {
        return !source.isEmpty()
                && (SOCKET.matcher(source).matches()
                        || SOCKET.matcher(target).matches()
                        || (isPath() && PLACES_OF_SOCKETS.stream().anyMatch(HostPath.of(source)::isIn)));
    }

    /**
     * The risk of it.
     *
     * @param daemons paths of the host by which a daemon is ruled, such as its root
     */
    Optional<Code> risk(Collection<String> daemons) {
        if (source.isEmpty()) {
            return Optional.empty();
        }
        HostPath path = HostPath.of(source);
        if (isPath() && path.is(FIRST_SOCKET)) {
            return Optional.of(Code.R001);
        }
        if (isSocket()) {
            return Optional.of(Code.R003);
        }
        if (isPath() && (isRuling(path) || daemons.stream().anyMatch(place -> path.isIn(place) || path.holds(place)))) {
            return Optional.of(Code.R005);
        }
        // a volume with a name is a cache of the jobs themselves, whatever they call it; a variable may be a path
        return (isPath() || source.startsWith("$"))
                        && (CREDENTIALS.matcher(source).matches()
                                || CREDENTIALS.matcher(target).matches())
                ? Optional.of(Code.R018)
                : Optional.empty();
    }

    private boolean isPath() {
        return source.startsWith("/");
    }

    private boolean isRuling(HostPath path) {
        if (SECRET_ALL_THE_SAME.stream().anyMatch(path::isIn)) {
            return true;
        }
        if (HARMLESS.stream().anyMatch(path::isIn)
                || CACHE_IN_A_HOME.matcher(path.text()).matches()) {
            return false;
        }
        if (isReadOnly
                && HARMLESS_TO_READ.stream()
                        .anyMatch(place -> path.isIn(place) && (!path.is(place) || !RULING.contains(place)))) {
            return false;
        }
        return RULING.stream().anyMatch(place -> path.isIn(place) || path.holds(place))
                || HOMES.stream().anyMatch(path::holds)
                || path.text().matches("/home/[^/]+")
                || HIDDEN_IN_A_HOME.matcher(path.text()).matches()
                || path.holds(FIRST_SOCKET);
    }
}
