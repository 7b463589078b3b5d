package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.Requirement;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.systemd.docker.ImageSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A runner of GitLab: one {@code [[runners]]} of a {@code config.toml}. All of its jobs run on a second daemon.
 *
 * <pre>{@code
 * RunnerSpec.builder("runner1", URI.create("https://gitlab.example.org"))
 *     .daemon("docker2")
 *     .token(Secret.fromFile(Path.of("/root/runner-token")))
 *     .defaultImage("debian:13")
 *     .set(DockerSettings.MEMORY, ByteSize.of("2G"))
 *     .build();
 * }</pre>
 *
 * <p>It is served by a {@link RunnerProcess}: a container of its own on the first daemon unless the spec says otherwise.
 *
 * <p>Immutable; equal to another with the same properties.
 */
public final class RunnerSpec {
    private final Values values;

    private RunnerSpec(Values values) {
        this.values = values;
    }

    private record Values(
            ContainerName name,
            HttpUrl url,
            GitLabConnection connection,
            DaemonName daemon,
            RunnerProcess process,
            RunnerToken token,
            RegistrationMethod registrationMethod,
            JobImage defaultImage,
            boolean jobsPrivileged,
            boolean jobsMayUseDocker,
            List<JobVolume> jobVolumes,
            List<JobService> services,
            List<ImageSource> prefetchedImages,
            int limit,
            Settings settings,
            SortedMap<String, Boolean> featureFlags,
            Optional<RunnerCache> cache) {}

    /**
     * Starts a spec.
     *
     * @param name the runner's description in GitLab, and the name of its container unless it has another process
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
        Builder builder = new Builder(values.name().toString(), values.url().toString());
        builder.daemon = values.daemon().toString();
        builder.process = Optional.of(values.process());
        builder.token = Optional.of(values.token());
        builder.registrationMethod = values.registrationMethod();
        builder.certificateAuthority = values.connection().authority();
        builder.proxy = values.connection().proxy().map(HttpUrl::toUri);
        builder.defaultImage = values.defaultImage().toString();
        builder.jobsPrivileged = values.jobsPrivileged();
        builder.jobsMayUseDocker = values.jobsMayUseDocker();
        values.jobVolumes().forEach(volume -> builder.jobVolumes.add(volume.toString()));
        builder.services.addAll(values.services());
        builder.prefetchedImages.addAll(values.prefetchedImages());
        builder.limit = values.limit();
        builder.settings.startFrom(values.settings());
        builder.featureFlags.putAll(values.featureFlags());
        builder.cache = values.cache();
        return builder;
    }

    /**
     * The runner's description in GitLab.
     *
     * @return the name
     */
    public ContainerName name() {
        return values.name();
    }

    /**
     * Where GitLab is, as the runner is told.
     *
     * @return an http or https URL
     */
    public HttpUrl url() {
        return values.url();
    }

    /**
     * How this program reaches GitLab.
     *
     * @return the connection
     */
    public GitLabConnection connection() {
        return values.connection();
    }

    /**
     * The second daemon, on which the jobs run.
     *
     * @return its name
     */
    public DaemonName daemon() {
        return values.daemon();
    }

    /**
     * The process that serves the runner.
     *
     * @return a container or a process of the host
     */
    public RunnerProcess process() {
        return values.process();
    }

    /**
     * How the runner comes to its token.
     *
     * @return the token's way; the token is never shown
     */
    public RunnerToken token() {
        return values.token();
    }

    /**
     * What writes the token into {@code config.toml}.
     *
     * @return the method
     */
    public RegistrationMethod registrationMethod() {
        return values.registrationMethod();
    }

    /**
     * The image of jobs that name none.
     *
     * @return the image
     */
    public JobImage defaultImage() {
        return values.defaultImage();
    }

    /**
     * Whether job containers are privileged.
     *
     * @return true if they are
     */
    public boolean areJobsPrivileged() {
        return values.jobsPrivileged();
    }

    /**
     * Whether jobs get the second daemon's socket as {@code /var/run/docker.sock}.
     *
     * @return true if they do
     */
    public boolean mayJobsUseDocker() {
        return values.jobsMayUseDocker();
    }

    /**
     * More volumes of every job container. Sources are paths of the host, since the second daemon resolves them there.
     *
     * @return in the order they were added
     */
    public List<JobVolume> jobVolumes() {
        return values.jobVolumes();
    }

    /**
     * Containers beside every job.
     *
     * @return in the order they were added
     */
    public List<JobService> services() {
        return values.services();
    }

    /**
     * Images that the second daemon must have before the first job needs them.
     *
     * @return in the order they were added
     */
    public List<ImageSource> prefetchedImages() {
        return values.prefetchedImages();
    }

    /**
     * How many jobs run at once.
     *
     * @return the number; zero for no limit of this runner's own
     */
    public int limit() {
        return values.limit();
    }

    /**
     * The other keys of {@code config.toml} that concern this runner.
     *
     * @return the settings
     */
    public Settings settings() {
        return values.settings();
    }

    /**
     * GitLab Runner's feature flags.
     *
     * @return by name
     */
    public SortedMap<String, Boolean> featureFlags() {
        return values.featureFlags();
    }

    /**
     * Where caches are.
     *
     * @return the place; empty for volumes of the second daemon
     */
    public Optional<RunnerCache> cache() {
        return values.cache();
    }

    /** What the runner's configuration asks of the program that reads it. */
    List<Requirement> requirements() {
        return RunnerRules.requirements(settings(), services(), featureFlags(), cache());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunnerSpec that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /**
     * The runner in one line, without secrets.
     *
     * @return for example {@code runner runner1 of https://gitlab.example.org on docker2}
     */
    @Override
    public String toString() {
        return "runner " + name() + " of " + url() + " on " + daemon();
    }

    /** Gathers a runner's properties; checks them all in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String url;
        private String daemon = "";
        private Optional<RunnerProcess> process = Optional.empty();
        private Optional<RunnerToken> token = Optional.empty();
        private RegistrationMethod registrationMethod = RegistrationMethod.CONFIGURATION_FILE;
        private Optional<Path> certificateAuthority = Optional.empty();
        private Optional<URI> proxy = Optional.empty();
        private String defaultImage = "";
        private boolean jobsPrivileged;
        private boolean jobsMayUseDocker;
        private final List<String> jobVolumes = new ArrayList<>();
        private final List<JobService> services = new ArrayList<>();
        private final List<ImageSource> prefetchedImages = new ArrayList<>();
        private int limit;
        private final SettingAssignments settings = new SettingAssignments();
        private final SortedMap<String, Boolean> featureFlags = new TreeMap<>();
        private Optional<RunnerCache> cache = Optional.empty();

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
         * The process that serves the runner. Give the same one to several runners to have them in one {@code config.toml}.
         * Default: a container of the runner's name.
         *
         * @param value {@link ContainerProcess} or {@link HostProcess}
         * @return this
         */
        public Builder process(RunnerProcess value) {
            process = Optional.of(value);
            return this;
        }

        /**
         * The runner's authentication token ({@code glrt-…}), as GitLab shows when a runner is created there. This, or another
         * way to a token, is required.
         *
         * @param value where the token is
         * @return this
         */
        public Builder token(Secret value) {
            return token(RunnerToken.given(value));
        }

        /**
         * The way to the runner's token. Required.
         *
         * @param value for example {@code RunnerToken.created(accessToken, registration)}
         * @return this
         */
        public Builder token(RunnerToken value) {
            token = Optional.of(value);
            return this;
        }

        /**
         * What writes the token into {@code config.toml}. Default: Outboard itself.
         *
         * @param value the method; a runner that is created through the API has no other than the default
         * @return this
         */
        public Builder registrationMethod(RegistrationMethod value) {
            registrationMethod = requireNonNull(value, "registrationMethod is null");
            return this;
        }

        /**
         * An authority that signed GitLab's certificate, if the JDK does not know it. This program trusts it for GitLab alone,
         * and the runner finds it in {@code certs/HOST.crt} beside its {@code config.toml}; that of a process of the host is told
         * so by {@code tls-ca-file}, since it would look in {@code /etc/gitlab-runner} alone.
         *
         * @param file certificates in PEM, on the machine that this program runs on
         * @return this
         */
        public Builder certificateAuthority(Path file) {
            certificateAuthority = Optional.of(file);
            return this;
        }

        /**
         * The proxy by which this program reaches GitLab. Default: that of the JVM. The runner's own is {@link
         * ContainerProcess.Builder#proxies} or {@link HostProcess.Builder#proxies}.
         *
         * @param value {@code http://HOST:PORT}
         * @return this
         */
        public Builder proxy(URI value) {
            proxy = Optional.of(value);
            return this;
        }

        /**
         * The image of jobs that name none. Required, as by {@code gitlab-runner register}.
         *
         * @param value an image reference, with GitLab Runner's variables or without
         * @return this
         */
        public Builder defaultImage(String value) {
            defaultImage = requireNonNull(value, "defaultImage is null");
            return this;
        }

        /**
         * Whether job containers are privileged. Default: no. A privileged job can do on the host whatever root can. Name the
         * images that need it: {@link dev.outboard.runner.configuration.DockerSettings#ALLOWED_PRIVILEGED_IMAGES}.
         *
         * @param value true as in {@code gitlab-runner register --docker-privileged}
         * @return this
         */
        public Builder jobsPrivileged(boolean value) {
            jobsPrivileged = value;
            return this;
        }

        /**
         * Whether jobs get the second daemon's socket as {@code /var/run/docker.sock}, to build and run images. Default: no.
         *
         * <p>A job that has the socket can do on the host what root can (rule R003 of {@link
         * dev.outboard.runner.configuration.ConfigurationLint}). It can start a container that mounts the root directory of
         * the host, so it can read and write every file, and use the first daemon by its socket. It can remove every
         * container of the second daemon and use the volumes of other jobs. {@link
         * dev.outboard.systemd.daemon.DaemonSpec.Builder#userRemap userRemap} does not prevent any of this. A daemon of its
         * own keeps jobs away from the first daemon as long as they mean no harm. Give the socket only to projects that
         * trust one another (GitLab's documentation, "Use Docker to build Docker images").
         *
         * @param value true to give it
         * @return this
         */
        public Builder jobsMayUseDocker(boolean value) {
            jobsMayUseDocker = value;
            return this;
        }

        /**
         * One more volume of every job. The source is a path of the host, or the name of a volume of the second daemon. A
         * source that leads to the first daemon's socket, or to that of the host's containerd, is refused. A path alone, such as
         * {@code /certs/client}, is a volume that a job shares with its services.
         *
         * @param value {@code target}, {@code source:target} or {@code source:target:options}
         * @return this
         */
        public Builder addJobVolume(String value) {
            jobVolumes.add(requireNonNull(value, "jobVolume is null"));
            return this;
        }

        /**
         * One more container beside every job. {@code docker:dind} needs privileged services, and excludes {@link
         * #jobsMayUseDocker}.
         *
         * @param value the service
         * @return this
         */
        public Builder addService(JobService value) {
            services.add(requireNonNull(value, "service is null"));
            return this;
        }

        /**
         * One more image that the second daemon must have before the first job needs it. {@link ImageSource#present} only
         * checks, when a plan is made.
         *
         * @param value which image, and where it comes from
         * @return this
         */
        public Builder prefetch(ImageSource value) {
            prefetchedImages.add(requireNonNull(value, "image is null"));
            return this;
        }

        /**
         * How many jobs of this runner run at once. Default: 0, no limit but {@link
         * dev.outboard.runner.configuration.ProcessSettings#CONCURRENT the process's own}.
         *
         * @param value the number
         * @return this
         */
        public Builder limit(int value) {
            limit = value;
            return this;
        }

        /**
         * Decides another key of {@code config.toml} for this runner.
         *
         * @param setting one of {@link dev.outboard.runner.configuration.RunnerSettings} or {@link
         *     dev.outboard.runner.configuration.DockerSettings}, or {@link Setting#untyped}
         * @param value its value
         * @param <T> the type of the value
         * @return this
         */
        public <T> Builder set(Setting<T> setting, T value) {
            settings.add(setting, value);
            return this;
        }

        /**
         * Switches a feature of GitLab Runner on or off (GitLab's documentation, "GitLab Runner feature flags").
         *
         * @param flag for example {@code FF_NETWORK_PER_BUILD}
         * @param value on or off
         * @return this
         */
        public Builder featureFlag(String flag, boolean value) {
            featureFlags.put(requireNonNull(flag, "flag is null"), value);
            return this;
        }

        /**
         * Where caches are, so that runners on other hosts find them. Default: volumes of the second daemon.
         *
         * @param value the place
         * @return this
         */
        public Builder cache(RunnerCache value) {
            cache = Optional.of(value);
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
            Values values = values(problems);
            problems.throwIfAny("runner " + name);
            return new RunnerSpec(values);
        }

        private Optional<GitLabConnection> connection(HttpUrl checkedUrl, Problems problems) {
            GitLabConnection.Builder connection = GitLabConnection.builder(checkedUrl);
            certificateAuthority.ifPresent(connection::authority);
            proxy.ifPresent(connection::proxy);
            try {
                return Optional.of(connection.build());
            } catch (InvalidSpecException invalid) {
                invalid.problems().forEach(problems::add);
                return Optional.empty();
            }
        }

        @SuppressWarnings("NullAway") // what is missing is a problem, and then no caller sees these values
        private Values values(Problems problems) {
            ContainerName checkedName = problems.checked("name", () -> ContainerName.of(name));
            Optional<RunnerProcess> served = process.isPresent() || !problems.isEmpty()
                    ? process
                    : Optional.of(ContainerProcess.builder(name).build());
            HttpUrl checkedUrl = problems.checked("url", () -> HttpUrl.of(url));
            Settings checkedSettings = settings.checked(false, problems);
            List<JobVolume> checkedVolumes = problems.each("jobVolumes", jobVolumes, JobVolume::of);
            checkedVolumes.forEach(volume -> RunnerRules.jobVolume(volume, problems));
            RunnerRules.token(token, registrationMethod, served, problems);
            RunnerRules.limit(limit, problems);
            RunnerRules.featureFlags(featureFlags, problems);
            RunnerRules.services(services, jobsPrivileged, jobsMayUseDocker, checkedSettings, problems);
            RunnerRules.images(jobsPrivileged, checkedSettings, problems);
            Optional<RunnerVersion> version = served.filter(ContainerProcess.class::isInstance)
                    .map(ContainerProcess.class::cast)
                    .flatMap(ContainerProcess::version);
            RunnerRules.url(url, version, problems);
            RunnerRules.version(RunnerRules.requirements(token, registrationMethod), version, problems);
            RunnerRules.version(
                    RunnerRules.requirements(checkedSettings, services, featureFlags, cache), version, problems);
            return new Values(
                    checkedName,
                    checkedUrl,
                    Optional.ofNullable(checkedUrl)
                            .flatMap(known -> connection(known, problems))
                            .orElse(null),
                    problems.checked("daemon", () -> DaemonName.of(daemon)),
                    served.orElse(null),
                    token.orElse(null),
                    registrationMethod,
                    problems.checked("defaultImage", () -> JobImage.of(defaultImage)),
                    jobsPrivileged,
                    jobsMayUseDocker,
                    checkedVolumes,
                    List.copyOf(services),
                    List.copyOf(prefetchedImages),
                    limit,
                    checkedSettings,
                    Collections.unmodifiableSortedMap(new TreeMap<>(featureFlags)),
                    cache);
        }
    }
}
