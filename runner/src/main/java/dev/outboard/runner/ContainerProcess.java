package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.HostName;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.systemd.docker.Bind;
import dev.outboard.systemd.docker.ExtraHost;
import dev.outboard.systemd.docker.ImageSource;
import dev.outboard.systemd.docker.Link;
import dev.outboard.systemd.docker.NetworkName;
import dev.outboard.systemd.docker.RestartPolicy;
import dev.outboard.systemd.options.ProxySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * GitLab Runner in a container on the first daemon. It has the second daemon's socket, and nothing else of it.
 *
 * <pre>{@code
 * ContainerProcess.builder("ci-runners")
 *     .image(ImageSource.pull("gitlab/gitlab-runner:v19.3.0"))
 *     .set(ProcessSettings.CONCURRENT, 8)
 *     .build();
 * }</pre>
 *
 * <p>Immutable; equal to another with the same properties.
 */
public final class ContainerProcess implements RunnerProcess {
    /** Where runners have their configurations unless they say otherwise. */
    static final AbsolutePath CONFIGURATIONS = AbsolutePath.of("/srv/gitlab-runner");

    private final Values values;

    private ContainerProcess(Values values) {
        this.values = values;
    }

    private record Values(
            ContainerName name,
            ImageSource image,
            HostName hostName,
            RestartPolicy restartPolicy,
            boolean privileged,
            AbsolutePath configurationDirectory,
            AbsolutePath socketDirectory,
            List<Bind> volumes,
            List<Link> links,
            Optional<NetworkName> network,
            List<ExtraHost> hosts,
            Optional<ProxySettings> proxies,
            Settings settings,
            Duration drainLimit) {}

    /**
     * Starts a container.
     *
     * @param name the container's name
     * @return a builder with everything else at its default
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * A builder with every property of this container.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(values.name().toString());
        builder.image = values.image();
        builder.hostName = Optional.of(values.hostName().toString());
        builder.restartPolicy = values.restartPolicy();
        builder.privileged = values.privileged();
        builder.configurationDirectory =
                Optional.of(values.configurationDirectory().toString());
        builder.socketDirectory = values.socketDirectory().toString();
        values.volumes().forEach(volume -> builder.volumes.add(volume.toString()));
        values.links().forEach(link -> builder.links.add(link.toString()));
        builder.network = values.network().map(NetworkName::toString);
        values.hosts().forEach(host -> builder.hosts.add(host.toString()));
        builder.proxies = values.proxies();
        builder.settings.startFrom(values.settings());
        builder.drainLimit = values.drainLimit();
        return builder;
    }

    @Override
    public ContainerName name() {
        return values.name();
    }

    /**
     * The image of GitLab Runner, and where it comes from.
     *
     * @return the image
     */
    public ImageSource image() {
        return values.image();
    }

    /**
     * The host name inside the container.
     *
     * @return the host name
     */
    public HostName hostName() {
        return values.hostName();
    }

    /**
     * When the first daemon starts the container again.
     *
     * @return the policy
     */
    public RestartPolicy restartPolicy() {
        return values.restartPolicy();
    }

    /**
     * Whether the container is privileged.
     *
     * @return true if it is
     */
    public boolean isPrivileged() {
        return values.privileged();
    }

    /**
     * The host's directory that the container has as {@code /etc/gitlab-runner}.
     *
     * @return the directory
     */
    @Override
    public AbsolutePath configurationDirectory() {
        return values.configurationDirectory();
    }

    /**
     * The directory of the container in which the sockets of the daemons are, each as {@code DAEMON.sock}.
     *
     * @return the directory
     */
    public AbsolutePath socketDirectory() {
        return values.socketDirectory();
    }

    /**
     * More volumes of the container.
     *
     * @return in the order they were added
     */
    public List<Bind> volumes() {
        return values.volumes();
    }

    /**
     * Containers of the first daemon that the container is linked to, as {@code --link} takes them.
     *
     * @return in the order they were added
     */
    public List<Link> links() {
        return values.links();
    }

    /**
     * A network of the first daemon that the container joins.
     *
     * @return its name, or empty for the default bridge
     */
    public Optional<NetworkName> network() {
        return values.network();
    }

    /**
     * Lines for the container's {@code /etc/hosts}.
     *
     * @return in the order they were added
     */
    public List<ExtraHost> hosts() {
        return values.hosts();
    }

    @Override
    public Optional<ProxySettings> proxies() {
        return values.proxies();
    }

    @Override
    public Settings settings() {
        return values.settings();
    }

    @Override
    public Duration drainLimit() {
        return values.drainLimit();
    }

    /** The version of GitLab Runner that the image's tag tells; empty for {@code latest} and its like. */
    Optional<RunnerVersion> version() {
        return values.image().image().tag().flatMap(RunnerVersion::ofTag);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContainerProcess that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /**
     * The process in one line.
     *
     * @return for example {@code container ci-runners of gitlab/gitlab-runner:latest}
     */
    @Override
    public String toString() {
        return "container " + values.name() + " of " + values.image().image();
    }

    /** Gathers a container's properties; checks them all in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private ImageSource image = ImageSource.pull("gitlab/gitlab-runner:latest");
        private Optional<String> hostName = Optional.empty();
        private RestartPolicy restartPolicy = RestartPolicy.ALWAYS;
        private boolean privileged;
        private Optional<String> configurationDirectory = Optional.empty();
        private String socketDirectory = "/run/outboard";
        private final List<String> volumes = new ArrayList<>();
        private final List<String> links = new ArrayList<>();
        private Optional<String> network = Optional.empty();
        private final List<String> hosts = new ArrayList<>();
        private Optional<ProxySettings> proxies = Optional.empty();
        private final SettingAssignments settings = new SettingAssignments();
        private Duration drainLimit = DEFAULT_DRAIN_LIMIT;

        private Builder(String name) {
            this.name = requireNonNull(name, "name is null");
        }

        /**
         * The image of GitLab Runner. Default: {@code gitlab/gitlab-runner:latest} from its registry. Name a version, such as
         * {@code v19.3.0}, to decide yourself when it changes, and to have settings checked against it.
         *
         * @param value which image, and where it comes from
         * @return this
         */
        public Builder image(ImageSource value) {
            image = requireNonNull(value, "image is null");
            return this;
        }

        /**
         * The host name inside the container. Default: the container's name.
         *
         * @param value a host name
         * @return this
         */
        public Builder hostName(String value) {
            hostName = Optional.of(value);
            return this;
        }

        /**
         * When the first daemon starts the container again. Default: always.
         *
         * @param value the policy
         * @return this
         */
        public Builder restartPolicy(RestartPolicy value) {
            restartPolicy = requireNonNull(value, "restartPolicy is null");
            return this;
        }

        /**
         * Whether the container is privileged. Default: no; it needs nothing but the second daemon's socket.
         *
         * @param value true as in {@code docker run --privileged}
         * @return this
         */
        public Builder privileged(boolean value) {
            privileged = value;
            return this;
        }

        /**
         * The host's directory for {@code /etc/gitlab-runner}. Default: {@code /srv/gitlab-runner/NAME}.
         *
         * @param value an absolute path
         * @return this
         */
        public Builder configurationDirectory(String value) {
            configurationDirectory = Optional.of(value);
            return this;
        }

        /**
         * The directory of the container in which the sockets of the daemons are, each as {@code DAEMON.sock}; {@code host} in
         * {@code config.toml} names it. Default: {@code /run/outboard}, and not {@code /var/run}: there another process that
         * reads the same file would find the first daemon.
         *
         * @param value an absolute path
         * @return this
         */
        public Builder socketDirectory(String value) {
            socketDirectory = requireNonNull(value, "value is null");
            return this;
        }

        /**
         * One more volume of the container. A source that leads to the first daemon's socket, or to that of the host's
         * containerd, is refused: the runner gets the second daemon's socket, and needs no other.
         *
         * @param value {@code source:target} or {@code source:target:options}
         * @return this
         */
        public Builder addVolume(String value) {
            volumes.add(requireNonNull(value, "volume is null"));
            return this;
        }

        /**
         * Links the container to another on the first daemon, for a GitLab on the same host.
         *
         * @param value {@code container} or {@code container:alias}
         * @return this
         */
        public Builder addLink(String value) {
            links.add(requireNonNull(value, "link is null"));
            return this;
        }

        /**
         * Joins a network of the first daemon, for a GitLab on the same host. Default: the default bridge. Docker has no
         * links on networks of users, so this excludes {@link #addLink}.
         *
         * @param value the network's name
         * @return this
         */
        public Builder network(String value) {
            network = Optional.of(value);
            return this;
        }

        /**
         * A line for the container's {@code /etc/hosts}, for a GitLab whose name no name server knows. Jobs have their own:
         * {@link dev.outboard.runner.configuration.DockerSettings#EXTRA_HOSTS}.
         *
         * @param value {@code name:address}
         * @return this
         */
        public Builder addHost(String value) {
            hosts.add(requireNonNull(value, "host is null"));
            return this;
        }

        /**
         * The proxies by which the process reaches GitLab, in its environment. Default: none. {@link RunnerSpec.Builder#proxy}
         * is that of this program.
         *
         * @param value the proxies
         * @return this
         */
        public Builder proxies(ProxySettings value) {
            proxies = Optional.of(value);
            return this;
        }

        /**
         * Decides a key of {@code config.toml} for the whole process.
         *
         * @param setting one of {@link dev.outboard.runner.configuration.ProcessSettings}, or {@link Setting#untyped}
         * @param value its value
         * @param <T> the type of the value
         * @return this
         */
        public <T> Builder set(Setting<T> setting, T value) {
            settings.add(setting, value);
            return this;
        }

        /**
         * How long running jobs may go on when the container has to be replaced or removed, before they are given up.
         * Default: one hour.
         *
         * @param value whole seconds, at least one
         * @return this
         */
        public Builder drainLimit(Duration value) {
            drainLimit = requireNonNull(value, "drainLimit is null");
            return this;
        }

        /**
         * Checks everything and makes the process.
         *
         * @return the process
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake
         */
        public ContainerProcess build() {
            Problems problems = new Problems();
            ContainerProcess process = new ContainerProcess(values(problems));
            problems.throwIfAny("container " + name);
            return process;
        }

        /** A path that can stand in a bind, where a colon would end it. */
        private static AbsolutePath bindable(String text) {
            AbsolutePath path = AbsolutePath.of(text);
            return Bind.of(path, path).target();
        }

        private Values values(Problems problems) {
            ContainerName container = problems.checked("name", () -> ContainerName.of(name));
            // what follows from a faulty name would repeat its fault
            String derived = problems.isEmpty() ? name : "runner";
            RunnerRules.drainLimit(drainLimit, problems);
            if (network.isPresent() && !links.isEmpty()) {
                problems.add(
                        "links",
                        links.toString(),
                        "none together with a network",
                        "leave the links out: containers of one network find each other by name");
            }
            List<Bind> checkedVolumes = problems.each("volumes", volumes, Bind::of);
            checkedVolumes.forEach(
                    volume -> RunnerRules.processVolume("volumes", volume.toString(), volume.source(), problems));
            AbsolutePath checkedDirectory = problems.checked(
                    "configurationDirectory",
                    () -> bindable(configurationDirectory.orElse(CONFIGURATIONS + "/" + derived)));
            if (checkedDirectory != null) {
                String directory = checkedDirectory.toString();
                RunnerRules.processVolume("configurationDirectory", directory, directory, problems);
            }
            Settings checked = settings.checked(true, problems);
            RunnerRules.version(checked.requirements(), image.image().tag().flatMap(RunnerVersion::ofTag), problems);
            return new Values(
                    container,
                    image,
                    problems.checked("hostName", () -> HostName.of(hostName.orElse(derived))),
                    restartPolicy,
                    privileged,
                    checkedDirectory,
                    problems.checked("socketDirectory", () -> bindable(socketDirectory)),
                    checkedVolumes,
                    problems.each("links", links, Link::of),
                    network.map(text -> problems.checked("network", () -> NetworkName.of(text))),
                    problems.each("hosts", hosts, ExtraHost::of),
                    proxies,
                    checked,
                    drainLimit);
        }
    }
}
