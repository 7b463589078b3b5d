package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.docker.Bind;
import dev.outboard.runner.docker.Link;
import dev.outboard.runner.docker.NetworkName;
import dev.outboard.runner.docker.RestartPolicy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A GitLab Runner: a container on the first daemon whose jobs all run on a second one.
 *
 * <pre>{@code
 * RunnerSpec.builder("runner1", URI.create("https://gitlab.example.org"))
 *     .daemon("docker2")
 *     .token(Secret.fromFile(Path.of("/root/runner-token")))
 *     .defaultImage("debian:13")
 *     .build();
 * }</pre>
 *
 * <p>Immutable; equal to another with the same properties.
 */
public final class RunnerSpec {
    /** Where runners have their configurations unless they say otherwise. */
    static final AbsolutePath CONFIGURATIONS = AbsolutePath.of("/srv/gitlab-runner");

    private final ContainerName name;
    private final HttpUrl url;
    private final DaemonName daemon;
    private final HostName hostName;
    private final ImageReference image;
    private final Optional<Path> imageArchive;
    private final RestartPolicy restartPolicy;
    private final boolean privileged;
    private final AbsolutePath configurationDirectory;
    private final List<Bind> volumes;
    private final List<Link> links;
    private final Optional<NetworkName> network;
    private final Optional<RunnerToken> token;
    private final List<String> tags;
    private final ImageReference defaultImage;
    private final boolean jobsPrivileged;
    private final boolean jobsMayUseDocker;
    private final List<Bind> jobVolumes;
    private final int limit;
    private final Optional<ByteSize> jobMemory;
    private final Optional<BigDecimal> jobCpus;

    private RunnerSpec(Builder builder, Problems problems) {
        name = problems.checked("name", () -> ContainerName.of(builder.name));
        // what follows from a faulty name would repeat its fault
        String derived = problems.isEmpty() ? builder.name : "runner";
        url = problems.checked("url", () -> HttpUrl.of(builder.url));
        daemon = problems.checked("daemon", () -> DaemonName.of(builder.daemon));
        hostName = problems.checked("hostName", () -> HostName.of(builder.hostName.orElse(derived)));
        image = problems.checked("image", () -> ImageReference.of(builder.image));
        imageArchive = builder.imageArchive;
        restartPolicy = builder.restartPolicy;
        privileged = builder.privileged;
        configurationDirectory = problems.checked(
                "configurationDirectory",
                () -> AbsolutePath.of(builder.configurationDirectory.orElse(CONFIGURATIONS + "/" + derived)));
        volumes = each("volumes", builder.volumes, Bind::of, problems);
        links = each("links", builder.links, Link::of, problems);
        network = builder.network.map(text -> problems.checked("network", () -> NetworkName.of(text)));
        token = builder.token;
        tags = List.copyOf(builder.tags);
        defaultImage = problems.checked("defaultImage", () -> ImageReference.of(builder.defaultImage));
        jobsPrivileged = builder.jobsPrivileged;
        jobsMayUseDocker = builder.jobsMayUseDocker;
        jobVolumes = each("jobVolumes", builder.jobVolumes, Bind::of, problems);
        limit = builder.limit;
        jobMemory = builder.jobMemory.map(text -> problems.checked("jobMemory", () -> ByteSize.of(text)));
        jobCpus = builder.jobCpus;
        RunnerRules.check(this, problems);
    }

    private static <T> List<T> each(
            String property, List<String> texts, Function<String, T> parser, Problems problems) {
        return texts.stream()
                .flatMap(text -> problems.check(property, () -> parser.apply(text)).stream())
                .toList();
    }

    /**
     * Starts a spec.
     *
     * @param name the container's name, and the runner's description in GitLab
     * @param url where GitLab is, for example {@code https://gitlab.example.org}
     * @return a builder with everything else at its default
     */
    public static Builder builder(String name, URI url) {
        return new Builder(name, url.toString());
    }

    /**
     * A builder with every property of this spec.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(name.toString(), url.toString());
        builder.daemon = daemon.toString();
        builder.hostName = Optional.of(hostName.toString());
        builder.image = image.toString();
        builder.imageArchive = imageArchive;
        builder.restartPolicy = restartPolicy;
        builder.privileged = privileged;
        builder.configurationDirectory = Optional.of(configurationDirectory.toString());
        volumes.forEach(volume -> builder.volumes.add(volume.toString()));
        links.forEach(link -> builder.links.add(link.toString()));
        builder.network = network.map(NetworkName::toString);
        builder.token = token;
        builder.tags.addAll(tags);
        builder.defaultImage = defaultImage.toString();
        builder.jobsPrivileged = jobsPrivileged;
        builder.jobsMayUseDocker = jobsMayUseDocker;
        jobVolumes.forEach(volume -> builder.jobVolumes.add(volume.toString()));
        builder.limit = limit;
        builder.jobMemory = jobMemory.map(ByteSize::toString);
        builder.jobCpus = jobCpus;
        return builder;
    }

    /**
     * The container's name, and the runner's description in GitLab.
     *
     * @return the name
     */
    public ContainerName name() {
        return name;
    }

    /**
     * Where GitLab is.
     *
     * @return an http or https URL
     */
    public HttpUrl url() {
        return url;
    }

    /**
     * The second daemon, on which the jobs run.
     *
     * @return its name
     */
    public DaemonName daemon() {
        return daemon;
    }

    /**
     * The host name inside the runner's container.
     *
     * @return the host name
     */
    public HostName hostName() {
        return hostName;
    }

    /**
     * The image of GitLab Runner.
     *
     * @return the image
     */
    public ImageReference image() {
        return image;
    }

    /**
     * A file made by {@code docker save} from which the image is loaded instead of being pulled.
     *
     * @return the file on the machine that this program runs on, or empty
     */
    public Optional<Path> imageArchive() {
        return imageArchive;
    }

    /**
     * When the first daemon starts the container again.
     *
     * @return the policy
     */
    public RestartPolicy restartPolicy() {
        return restartPolicy;
    }

    /**
     * Whether the runner's own container is privileged.
     *
     * @return true if it is
     */
    public boolean isPrivileged() {
        return privileged;
    }

    /**
     * The host's directory that the container has as {@code /etc/gitlab-runner}; it holds {@code config.toml} and the
     * runner's system id, so it has to outlive the container.
     *
     * @return the directory
     */
    public AbsolutePath configurationDirectory() {
        return configurationDirectory;
    }

    /**
     * More volumes of the runner's container.
     *
     * @return in the order they were added
     */
    public List<Bind> volumes() {
        return volumes;
    }

    /**
     * Containers of the first daemon that the runner's container is linked to, as {@code --link} takes them.
     *
     * @return in the order they were added
     */
    public List<Link> links() {
        return links;
    }

    /**
     * A network of the first daemon that the runner's container joins.
     *
     * @return its name, or empty for the default bridge
     */
    public Optional<NetworkName> network() {
        return network;
    }

    /**
     * By what GitLab knows the runner.
     *
     * @return the token, never shown
     */
    public RunnerToken token() {
        return token.orElseThrow();
    }

    boolean hasToken() {
        return token.isPresent();
    }

    /**
     * Tags that the runner registers with; only with a registration token.
     *
     * @return in the order they were added
     */
    public List<String> tags() {
        return tags;
    }

    /**
     * The image of jobs that name none.
     *
     * @return the image
     */
    public ImageReference defaultImage() {
        return defaultImage;
    }

    /**
     * Whether job containers are privileged.
     *
     * @return true if they are
     */
    public boolean areJobsPrivileged() {
        return jobsPrivileged;
    }

    /**
     * Whether jobs get the second daemon's socket as {@code /var/run/docker.sock}.
     *
     * @return true if they do
     */
    public boolean mayJobsUseDocker() {
        return jobsMayUseDocker;
    }

    /**
     * More volumes of every job container. Sources are paths of the host, since the second daemon resolves them there.
     *
     * @return in the order they were added
     */
    public List<Bind> jobVolumes() {
        return jobVolumes;
    }

    /**
     * How many jobs run at once.
     *
     * @return the number; zero for no limit of this runner's own
     */
    public int limit() {
        return limit;
    }

    /**
     * The memory that a job container may use.
     *
     * @return the limit, or empty for none
     */
    public Optional<ByteSize> jobMemory() {
        return jobMemory;
    }

    /**
     * The processors that a job container may use, for example 1.5.
     *
     * @return the limit, or empty for none
     */
    public Optional<BigDecimal> jobCpus() {
        return jobCpus;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunnerSpec that && properties().equals(that.properties());
    }

    @Override
    public int hashCode() {
        return properties().hashCode();
    }

    private List<Object> properties() {
        return List.of(
                name,
                url,
                daemon,
                hostName,
                image,
                imageArchive,
                restartPolicy,
                privileged,
                configurationDirectory,
                volumes,
                links,
                network,
                token,
                tags,
                defaultImage,
                jobsPrivileged,
                jobsMayUseDocker,
                jobVolumes,
                limit,
                jobMemory,
                jobCpus);
    }

    /**
     * The runner in one line, without secrets.
     *
     * @return for example {@code runner runner1 of https://gitlab.example.org on docker2}
     */
    @Override
    public String toString() {
        return "runner " + name + " of " + url + " on " + daemon;
    }

    /** Gathers a runner's properties; checks them all in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String url;
        private String daemon = "";
        private Optional<String> hostName = Optional.empty();
        private String image = "gitlab/gitlab-runner:latest";
        private Optional<Path> imageArchive = Optional.empty();
        private RestartPolicy restartPolicy = RestartPolicy.ALWAYS;
        private boolean privileged;
        private Optional<String> configurationDirectory = Optional.empty();
        private final List<String> volumes = new ArrayList<>();
        private final List<String> links = new ArrayList<>();
        private Optional<String> network = Optional.empty();
        private Optional<RunnerToken> token = Optional.empty();
        private final List<String> tags = new ArrayList<>();
        private String defaultImage = "";
        private boolean jobsPrivileged;
        private boolean jobsMayUseDocker = true;
        private final List<String> jobVolumes = new ArrayList<>();
        private int limit;
        private Optional<String> jobMemory = Optional.empty();
        private Optional<BigDecimal> jobCpus = Optional.empty();

        private Builder(String name, String url) {
            this.name = requireNonNull(name, "name is null");
            this.url = requireNonNull(url, "url is null");
        }

        /**
         * The second daemon on which the jobs run. Required.
         *
         * @param value the daemon's name
         * @return this
         */
        public Builder daemon(String value) {
            daemon = requireNonNull(value, "daemon is null");
            return this;
        }

        /**
         * The host name inside the container. Default: the runner's name.
         *
         * @param value a host name
         * @return this
         */
        public Builder hostName(String value) {
            hostName = Optional.of(value);
            return this;
        }

        /**
         * The image of GitLab Runner. Default: {@code gitlab/gitlab-runner:latest}.
         *
         * @param value an image reference
         * @return this
         */
        public Builder image(String value) {
            image = requireNonNull(value, "image is null");
            return this;
        }

        /**
         * Loads the image from a file made by {@code docker save}, where there is no registry. Default: it is pulled.
         *
         * @param file a tar file on the machine that this program runs on
         * @return this
         */
        public Builder imageArchive(Path file) {
            imageArchive = Optional.of(file);
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
         * Whether the runner's own container is privileged. Default: no; it needs nothing but the second daemon's socket.
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
         * One more volume of the runner's container.
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
         * The runner's authentication token ({@code glrt-…}), as GitLab shows when a runner is created there. This or a
         * registration token is required.
         *
         * @param value where the token is
         * @return this
         */
        public Builder token(Secret value) {
            token = Optional.of(RunnerToken.authentication(value));
            return this;
        }

        /**
         * A registration token, as GitLab had until 15.10 and still takes where it is allowed. GitLab calls it deprecated;
         * prefer {@link #token}.
         *
         * @param value where the token is
         * @return this
         */
        public Builder registrationToken(Secret value) {
            token = Optional.of(RunnerToken.registration(value));
            return this;
        }

        /**
         * A tag to register with. Runners with an authentication token have theirs in GitLab.
         *
         * @param value the tag, without comma
         * @return this
         */
        public Builder addTag(String value) {
            tags.add(requireNonNull(value, "tag is null"));
            return this;
        }

        /**
         * The image of jobs that name none. Required, as by {@code gitlab-runner register}.
         *
         * @param value an image reference
         * @return this
         */
        public Builder defaultImage(String value) {
            defaultImage = requireNonNull(value, "defaultImage is null");
            return this;
        }

        /**
         * Whether job containers are privileged. Default: no. A privileged job is root on the host.
         *
         * @param value true as in {@code --docker-privileged}
         * @return this
         */
        public Builder jobsPrivileged(boolean value) {
            jobsPrivileged = value;
            return this;
        }

        /**
         * Whether jobs get the second daemon's socket as {@code /var/run/docker.sock}. Default: yes, since jobs that build
         * images are what a second daemon is for. Who has the socket can become root on the host: give it to projects that
         * you trust.
         *
         * @param value false to keep the socket from jobs
         * @return this
         */
        public Builder jobsMayUseDocker(boolean value) {
            jobsMayUseDocker = value;
            return this;
        }

        /**
         * One more volume of every job. The source is a path of the host, or the name of a volume of the second daemon; the
         * first daemon's socket is refused.
         *
         * @param value {@code source:target} or {@code source:target:options}
         * @return this
         */
        public Builder addJobVolume(String value) {
            jobVolumes.add(requireNonNull(value, "jobVolume is null"));
            return this;
        }

        /**
         * How many jobs of this runner run at once. Default: 0, no limit but the process's own.
         *
         * @param value the number
         * @return this
         */
        public Builder limit(int value) {
            limit = value;
            return this;
        }

        /**
         * The memory that a job container may use. Default: no limit.
         *
         * @param value for example {@code 2G}
         * @return this
         */
        public Builder jobMemory(String value) {
            jobMemory = Optional.of(value);
            return this;
        }

        /**
         * The processors that a job container may use. Default: no limit.
         *
         * @param value for example 1.5
         * @return this
         */
        public Builder jobCpus(BigDecimal value) {
            jobCpus = Optional.of(value);
            return this;
        }

        /**
         * Checks everything and makes the spec.
         *
         * @return the spec
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake
         */
        public RunnerSpec build() {
            Problems problems = new Problems();
            RunnerSpec spec = new RunnerSpec(this, problems);
            problems.throwIfAny("runner " + name);
            return spec;
        }
    }
}
