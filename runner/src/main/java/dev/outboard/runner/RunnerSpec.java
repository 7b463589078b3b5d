package dev.outboard.runner;

import static dev.outboard.runner.RunnerProperties.CACHE;
import static dev.outboard.runner.RunnerProperties.CERTIFICATE_AUTHORITY;
import static dev.outboard.runner.RunnerProperties.CONNECTION;
import static dev.outboard.runner.RunnerProperties.DAEMON;
import static dev.outboard.runner.RunnerProperties.DEFAULT_IMAGE;
import static dev.outboard.runner.RunnerProperties.FEATURE_FLAGS;
import static dev.outboard.runner.RunnerProperties.JOBS_MAY_USE_DOCKER;
import static dev.outboard.runner.RunnerProperties.JOBS_PRIVILEGED;
import static dev.outboard.runner.RunnerProperties.JOB_VOLUMES;
import static dev.outboard.runner.RunnerProperties.LIMIT;
import static dev.outboard.runner.RunnerProperties.NAME;
import static dev.outboard.runner.RunnerProperties.PREFETCHED_IMAGES;
import static dev.outboard.runner.RunnerProperties.PROCESS;
import static dev.outboard.runner.RunnerProperties.PROXY;
import static dev.outboard.runner.RunnerProperties.REGISTRATION_METHOD;
import static dev.outboard.runner.RunnerProperties.SERVICES;
import static dev.outboard.runner.RunnerProperties.SETTINGS;
import static dev.outboard.runner.RunnerProperties.TOKEN;
import static dev.outboard.runner.RunnerProperties.URL;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.Requirement;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.systemd.container.ImageSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

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

    /**
     * Starts a spec.
     *
     * @param name the runner's description in GitLab, and the name of its container unless it has another process
     * @param url where GitLab is, for example {@code https://gitlab.example.org}
     * @return a builder with everything else at its default
     */
    public static Builder builder(String name, URI url) {
        Draft draft = RunnerProperties.SCHEMA.draft();
        draft.set(NAME, name, ContainerName::of);
        draft.set(URL, url, HttpUrl::of);
        return new Builder(draft);
    }

    /**
     * A builder with every property of this spec.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /**
     * The runner's description in GitLab.
     *
     * @return the name
     */
    public ContainerName name() {
        return values.get(NAME);
    }

    /**
     * Where GitLab is, as the runner is told.
     *
     * @return an http or https URL
     */
    public HttpUrl url() {
        return values.get(URL);
    }

    /**
     * How this program reaches GitLab.
     *
     * @return the connection
     */
    public GitLabConnection connection() {
        return values.get(CONNECTION);
    }

    /**
     * The second daemon, on which the jobs run.
     *
     * @return its name
     */
    public DaemonName daemon() {
        return values.get(DAEMON);
    }

    /**
     * The process that serves the runner.
     *
     * @return a container or a process of the host
     */
    public RunnerProcess process() {
        return values.get(PROCESS);
    }

    /**
     * How the runner comes to its token.
     *
     * @return the token's way; the token is never shown
     */
    public RunnerToken token() {
        return values.get(TOKEN);
    }

    /**
     * What writes the token into {@code config.toml}.
     *
     * @return the method
     */
    public RegistrationMethod registrationMethod() {
        return values.get(REGISTRATION_METHOD);
    }

    /**
     * The image of jobs that name none.
     *
     * @return the image
     */
    public JobImage defaultImage() {
        return values.get(DEFAULT_IMAGE);
    }

    /**
     * Whether job containers are privileged.
     *
     * @return true if they are
     */
    public boolean areJobsPrivileged() {
        return values.get(JOBS_PRIVILEGED);
    }

    /**
     * Whether jobs get the second daemon's socket as {@code /var/run/docker.sock}.
     *
     * @return true if they do
     */
    public boolean mayJobsUseDocker() {
        return values.get(JOBS_MAY_USE_DOCKER);
    }

    /**
     * More volumes of every job container. Sources are paths of the host, since the second daemon resolves them there.
     *
     * @return in the order they were added
     */
    public List<JobVolume> jobVolumes() {
        return values.get(JOB_VOLUMES);
    }

    /**
     * Containers beside every job.
     *
     * @return in the order they were added
     */
    public List<JobService> services() {
        return values.get(SERVICES);
    }

    /**
     * Images that the second daemon must have before the first job needs them.
     *
     * @return in the order they were added
     */
    public List<ImageSource> prefetchedImages() {
        return values.get(PREFETCHED_IMAGES);
    }

    /**
     * How many jobs run at once.
     *
     * @return the number; zero for no limit of this runner's own
     */
    public int limit() {
        return values.get(LIMIT);
    }

    /**
     * The other keys of {@code config.toml} that concern this runner.
     *
     * @return the settings
     */
    public Settings settings() {
        return values.get(SETTINGS);
    }

    /**
     * GitLab Runner's feature flags.
     *
     * @return by name
     */
    public SortedMap<String, Boolean> featureFlags() {
        return ImmutableSortedMap.copyOf(values.get(FEATURE_FLAGS));
    }

    /**
     * Where caches are.
     *
     * @return the place; empty for volumes of the second daemon
     */
    public Optional<RunnerCache> cache() {
        return values.find(CACHE);
    }

    /**
     * What the runner's configuration asks of the program that reads it.
     *
     * @return the requirements
     */
    public List<Requirement> requirements() {
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
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * The second daemon on which the jobs run. Required.
         *
         * @param value the daemon's name
         * @return this
         */
        public Builder daemon(String value) {
            draft.set(DAEMON, value, DaemonName::of);
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
            draft.set(PROCESS, value);
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
            draft.set(TOKEN, value);
            return this;
        }

        /**
         * What writes the token into {@code config.toml}. Default: Outboard itself.
         *
         * @param value the method; a runner that is created through the API has no other than the default
         * @return this
         */
        public Builder registrationMethod(RegistrationMethod value) {
            draft.set(REGISTRATION_METHOD, value);
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
            draft.set(CERTIFICATE_AUTHORITY, file.toAbsolutePath());
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
            draft.set(PROXY, value);
            return this;
        }

        /**
         * The image of jobs that name none. Required, as by {@code gitlab-runner register}.
         *
         * @param value an image reference, with GitLab Runner's variables or without
         * @return this
         */
        public Builder defaultImage(String value) {
            draft.set(DEFAULT_IMAGE, value, JobImage::of);
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
            draft.set(JOBS_PRIVILEGED, value);
            return this;
        }

        /**
         * Whether jobs get the second daemon's socket as {@code /var/run/docker.sock}, to build and run images. Default: no.
         *
         * <p>A job that has the socket can do on the host what root can (rule R003 of {@link ConfigurationLint}). It can start a container that mounts the root directory of
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
            draft.set(JOBS_MAY_USE_DOCKER, value);
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
            draft.add(JOB_VOLUMES, value, JobVolume::of);
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
            draft.add(SERVICES, value);
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
            draft.add(PREFETCHED_IMAGES, value);
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
            draft.set(LIMIT, value);
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
            requireNonNull(value, () -> setting + " is null");
            draft.change(SETTINGS, setting.toString(), settings -> settings.with(setting, value));
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
            draft.put(FEATURE_FLAGS, flag, value);
            return this;
        }

        /**
         * Where caches are, so that runners on other hosts find them. Default: volumes of the second daemon.
         *
         * @param value the place
         * @return this
         */
        public Builder cache(RunnerCache value) {
            draft.set(CACHE, value);
            return this;
        }

        /**
         * Checks everything and makes the spec.
         *
         * @return the spec
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake
         */
        public RunnerSpec build() {
            return new RunnerSpec(draft.check("runner", NAME, RunnerRules::check));
        }
    }
}
