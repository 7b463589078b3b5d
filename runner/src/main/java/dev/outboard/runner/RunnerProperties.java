package dev.outboard.runner;

import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.runner.gitlab.GitLabConnection;
import dev.outboard.systemd.container.ImageSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The properties of a {@link RunnerSpec}, with their defaults. */
final class RunnerProperties {
    static final Schema SCHEMA = new Schema();
    static final Property<ContainerName> NAME = SCHEMA.value("name");
    static final Property<HttpUrl> URL = SCHEMA.value("url");
    static final Property<Path> CERTIFICATE_AUTHORITY = SCHEMA.value("certificateAuthority");
    static final Property<URI> PROXY = SCHEMA.value("proxy");
    static final Property<GitLabConnection> CONNECTION =
            SCHEMA.derived("connection", values -> values.find(URL).map(url -> connection(url, values)));
    static final Property<DaemonName> DAEMON =
            SCHEMA.required("daemon", "the name of a daemon", "call daemon(..), e.g. with \"docker2\"");
    static final Property<RunnerProcess> PROCESS = SCHEMA.derived(
            "process",
            values -> values.find(NAME)
                    .map(name -> ContainerProcess.builder(name.toString()).build()));
    static final Property<RunnerToken> TOKEN = SCHEMA.value("token");
    static final Property<RegistrationMethod> REGISTRATION_METHOD =
            SCHEMA.value("registrationMethod", RegistrationMethod.CONFIGURATION_FILE);
    static final Property<JobImage> DEFAULT_IMAGE =
            SCHEMA.required("defaultImage", "an image", "call defaultImage(..), e.g. with \"debian:13\"");
    static final Property<Boolean> JOBS_PRIVILEGED = SCHEMA.value("jobsPrivileged", false);
    static final Property<Boolean> JOBS_MAY_USE_DOCKER = SCHEMA.value("jobsMayUseDocker", false);
    static final Property<List<JobVolume>> JOB_VOLUMES = SCHEMA.list("jobVolumes");
    static final Property<List<JobService>> SERVICES = SCHEMA.list("services");
    static final Property<List<ImageSource>> PREFETCHED_IMAGES = SCHEMA.list("prefetchedImages");
    static final Property<Integer> LIMIT = SCHEMA.value("limit", 0);
    static final Property<Settings> SETTINGS = SCHEMA.value("settings", Settings.none());
    static final Property<Map<String, Boolean>> FEATURE_FLAGS = SCHEMA.map("featureFlags");
    static final Property<RunnerCache> CACHE = SCHEMA.value("cache");

    private RunnerProperties() {}

    private static GitLabConnection connection(HttpUrl url, Values values) {
        GitLabConnection.Builder connection = GitLabConnection.builder(url);
        values.find(CERTIFICATE_AUTHORITY).ifPresent(connection::authority);
        values.find(PROXY).ifPresent(connection::proxy);
        return connection.build();
    }
}
