package dev.outboard.runner;

import static dev.outboard.runner.ProcessProperties.CONFIGURATION_DIRECTORY;
import static dev.outboard.runner.ProcessProperties.DRAIN_LIMIT;
import static dev.outboard.runner.ProcessProperties.NAME;
import static dev.outboard.runner.ProcessProperties.PROXIES;
import static dev.outboard.runner.ProcessProperties.SETTINGS;
import static java.util.Objects.requireNonNull;

import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.HostName;
import dev.outboard.runner.configuration.Requirement;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.container.Link;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.options.ProxySettings;
import java.time.Duration;
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
    private static final Schema SCHEMA = ProcessProperties.SCHEMA.extend();
    private static final Property<ImageSource> IMAGE =
            SCHEMA.value("image", ImageSource.pull("gitlab/gitlab-runner:latest"));
    private static final Property<HostName> HOST_NAME =
            SCHEMA.derived("hostName", values -> values.find(NAME).map(name -> HostName.of(name.toString())));
    private static final Property<RestartPolicy> RESTART_POLICY = SCHEMA.value("restartPolicy", RestartPolicy.ALWAYS);
    private static final Property<Boolean> PRIVILEGED = SCHEMA.value("privileged", false);
    private static final Property<AbsolutePath> SOCKET_DIRECTORY =
            SCHEMA.value("socketDirectory", AbsolutePath.of("/run/outboard"));
    private static final Property<List<Bind>> VOLUMES = SCHEMA.list("volumes");
    private static final Property<List<Link>> LINKS = SCHEMA.list("links");
    private static final Property<NetworkName> NETWORK = SCHEMA.value("network");
    private static final Property<List<ExtraHost>> HOSTS = SCHEMA.list("hosts");

    private final Values values;

    private ContainerProcess(Values values) {
        this.values = values;
    }

    /**
     * Starts a container.
     *
     * @param name the container's name
     * @return a builder with everything else at its default
     */
    public static Builder builder(String name) {
        Draft draft = SCHEMA.draft();
        draft.set(NAME, name, ContainerName::of);
        return new Builder(draft);
    }

    /**
     * A builder with every property of this container.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    @Override
    public ContainerName name() {
        return values.get(NAME);
    }

    /**
     * The image of GitLab Runner, and where it comes from.
     *
     * @return the image
     */
    public ImageSource image() {
        return values.get(IMAGE);
    }

    /**
     * The host name inside the container.
     *
     * @return the host name
     */
    public HostName hostName() {
        return values.get(HOST_NAME);
    }

    /**
     * When the first daemon starts the container again.
     *
     * @return the policy
     */
    public RestartPolicy restartPolicy() {
        return values.get(RESTART_POLICY);
    }

    /**
     * Whether the container is privileged.
     *
     * @return true if it is
     */
    public boolean isPrivileged() {
        return values.get(PRIVILEGED);
    }

    /**
     * The host's directory that the container has as {@code /etc/gitlab-runner}.
     *
     * @return the directory
     */
    @Override
    public AbsolutePath configurationDirectory() {
        return values.get(CONFIGURATION_DIRECTORY);
    }

    /**
     * The directory of the container in which the sockets of the daemons are, each as {@code DAEMON.sock}.
     *
     * @return the directory
     */
    public AbsolutePath socketDirectory() {
        return values.get(SOCKET_DIRECTORY);
    }

    /**
     * More volumes of the container.
     *
     * @return in the order they were added
     */
    public List<Bind> volumes() {
        return values.get(VOLUMES);
    }

    /**
     * Containers of the first daemon that the container is linked to, as {@code --link} takes them.
     *
     * @return in the order they were added
     */
    public List<Link> links() {
        return values.get(LINKS);
    }

    /**
     * A network of the first daemon that the container joins.
     *
     * @return its name, or empty for the default bridge
     */
    public Optional<NetworkName> network() {
        return values.find(NETWORK);
    }

    /**
     * Lines for the container's {@code /etc/hosts}.
     *
     * @return in the order they were added
     */
    public List<ExtraHost> hosts() {
        return values.get(HOSTS);
    }

    @Override
    public Optional<ProxySettings> proxies() {
        return values.find(PROXIES);
    }

    @Override
    public Settings settings() {
        return values.get(SETTINGS);
    }

    @Override
    public Duration drainLimit() {
        return values.get(DRAIN_LIMIT);
    }

    /**
     * The version of GitLab Runner that the image's tag tells.
     *
     * @return the version; empty for {@code latest} and its like
     */
    public Optional<RunnerVersion> version() {
        return version(values);
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
        return "container " + values.get(NAME) + " of " + values.get(IMAGE).image();
    }

    /** Gathers a container's properties; checks them all in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * The image of GitLab Runner. Default: {@code gitlab/gitlab-runner:latest} from its registry. Name a version, such as
         * {@code v19.3.0}, to decide yourself when it changes, and to have settings checked against it.
         *
         * @param value which image, and where it comes from
         * @return this
         */
        public Builder image(ImageSource value) {
            draft.set(IMAGE, value);
            return this;
        }

        /**
         * The host name inside the container. Default: the container's name.
         *
         * @param value a host name
         * @return this
         */
        public Builder hostName(String value) {
            draft.set(HOST_NAME, value, HostName::of);
            return this;
        }

        /**
         * When the first daemon starts the container again. Default: always.
         *
         * @param value the policy
         * @return this
         */
        public Builder restartPolicy(RestartPolicy value) {
            draft.set(RESTART_POLICY, value);
            return this;
        }

        /**
         * Whether the container is privileged. Default: no; it needs nothing but the second daemon's socket.
         *
         * @param value true as in {@code docker run --privileged}
         * @return this
         */
        public Builder privileged(boolean value) {
            draft.set(PRIVILEGED, value);
            return this;
        }

        /**
         * The host's directory for {@code /etc/gitlab-runner}. Default: {@code /srv/gitlab-runner/NAME}.
         *
         * @param value an absolute path
         * @return this
         */
        public Builder configurationDirectory(String value) {
            draft.set(CONFIGURATION_DIRECTORY, value, ContainerProcess::bindable);
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
            draft.set(SOCKET_DIRECTORY, value, ContainerProcess::bindable);
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
            draft.add(VOLUMES, value, Bind::of);
            return this;
        }

        /**
         * Links the container to another on the first daemon, for a GitLab on the same host.
         *
         * @param value {@code container} or {@code container:alias}
         * @return this
         */
        public Builder addLink(String value) {
            draft.add(LINKS, value, Link::of);
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
            draft.set(NETWORK, value, NetworkName::of);
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
            draft.add(HOSTS, value, ExtraHost::of);
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
            draft.set(PROXIES, value);
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
            requireNonNull(value, () -> setting + " is null");
            draft.change(SETTINGS, setting.toString(), settings -> settings.with(setting, value));
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
            draft.set(DRAIN_LIMIT, value);
            return this;
        }

        /**
         * Checks everything and makes the process.
         *
         * @return the process
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake
         */
        public ContainerProcess build() {
            return new ContainerProcess(draft.check("container", NAME, ContainerProcess::check));
        }
    }

    /** A path that can stand in a bind, where a colon would end it. */
    private static AbsolutePath bindable(String text) {
        AbsolutePath path = AbsolutePath.of(text);
        return Bind.of(path, path).target();
    }

    private static Optional<RunnerVersion> version(Values values) {
        return values.get(IMAGE).image().tag().flatMap(RunnerVersion::ofTag);
    }

    private static void check(Values values, Problems problems) {
        ProcessProperties.check(values, problems);
        List<Link> links = values.get(LINKS);
        if (values.find(NETWORK).isPresent() && !links.isEmpty()) {
            problems.add(
                    "links",
                    links.toString(),
                    "none together with a network",
                    "leave the links out: containers of one network find each other by name");
        }
        values.get(VOLUMES)
                .forEach(volume -> ProcessRules.processVolume("volumes", volume.toString(), volume.source(), problems));
        values.find(CONFIGURATION_DIRECTORY)
                .map(AbsolutePath::toString)
                .ifPresent(directory ->
                        ProcessRules.processVolume("configurationDirectory", directory, directory, problems));
        version(values)
                .ifPresent(known -> Requirement.tooNew(values.get(SETTINGS).requirements(), known)
                        .forEach(problems::add));
    }
}
