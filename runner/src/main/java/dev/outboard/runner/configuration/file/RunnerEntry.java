package dev.outboard.runner.configuration.file;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.Secret;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.JobVolume;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.RunnerSettings;
import dev.outboard.runner.configuration.Section;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@code [[runners]]} must say. Its keys come in the order in which GitLab Runner writes them.
 *
 * @param name the runner's description
 * @param url where GitLab is
 * @param token the runner's authentication token, for an entry that has none
 * @param certificateAuthority where the process finds the authority of GitLab's certificate, or empty for where GitLab Runner
 *     looks by itself
 * @param limit how many jobs run at once, or 0 for no limit
 * @param image the image of jobs that name none
 * @param privileged whether job containers are privileged
 * @param volumes the volumes of job containers
 * @param host the daemon's socket where the process finds it, or empty for where Docker's clients look
 * @param services containers beside every job
 * @param settings the other keys
 * @param featureFlags GitLab Runner's feature flags by name
 * @param cache where caches are, or empty for volumes of the daemon
 */
public record RunnerEntry(
        String name,
        HttpUrl url,
        Optional<Secret> token,
        Optional<AbsolutePath> certificateAuthority,
        int limit,
        JobImage image,
        boolean privileged,
        List<JobVolume> volumes,
        SocketPath host,
        List<JobService> services,
        Settings settings,
        SortedMap<String, Boolean> featureFlags,
        Optional<RunnerCache> cache) {
    private static final String CACHE_VOLUME = "/cache";

    /**
     * Creates an entry.
     *
     * @param name the runner's description
     * @param url where GitLab is
     * @param token the runner's authentication token, or empty
     * @param certificateAuthority a file with the authority of GitLab's certificate, or empty
     * @param limit how many jobs run at once
     * @param image the image of jobs that name none
     * @param privileged whether job containers are privileged
     * @param volumes the volumes of job containers
     * @param host the daemon's socket
     * @param services containers beside every job
     * @param settings the other keys
     * @param featureFlags feature flags by name
     * @param cache where caches are, or empty
     */
    public RunnerEntry {
        volumes = List.copyOf(volumes);
        services = List.copyOf(services);
        featureFlags = new TreeMap<>(featureFlags);
    }

    /** The identity of the runner. */
    RunnerIdentity identity() {
        RunnerIdentity identity = RunnerIdentity.of(name, url.toString());
        return token.map(identity::withToken).orElse(identity);
    }

    /** The keys that the entry decides, each as the path below its table, and what the file must have for them. */
    Map<List<String>, Object> values() {
        Map<List<String>, Object> values = new LinkedHashMap<>();
        values.put(List.of("name"), name);
        if (limit > 0) {
            values.put(List.of("limit"), (long) limit);
        }
        settings(Section.RUNNER).forEach((setting, value) -> {
            if (setting.compareTo(RunnerSettings.BUILDS_DIR) < 0) {
                values.put(List.of(setting.key()), value);
            }
        });
        values.put(List.of("url"), url.toString());
        token.ifPresent(secret -> values.put(ConfigurationFile.TOKEN, secret));
        certificateAuthority.ifPresent(file -> values.put(List.of("tls-ca-file"), file.toString()));
        values.put(List.of("executor"), "docker");
        settings(Section.RUNNER).forEach((setting, value) -> values.putIfAbsent(List.of(setting.key()), value));
        featureFlags.forEach((flag, value) -> values.put(path(Section.FEATURE_FLAGS, flag), value));
        cache.ifPresent(place -> place.values().forEach((key, value) -> values.put(below("cache", key), value)));
        docker(values);
        return values;
    }

    private void docker(Map<List<String>, Object> values) {
        values.put(path(Section.DOCKER, "host"), host.url());
        values.put(path(Section.DOCKER, "image"), image.toString());
        values.put(path(Section.DOCKER, "privileged"), privileged);
        values.put(path(Section.DOCKER, "volumes"), volumesWithCache());
        settings(Section.DOCKER).forEach((setting, value) -> values.put(path(Section.DOCKER, setting.key()), value));
        if (!services.isEmpty()) {
            values.putIfAbsent(
                    path(Section.DOCKER, "services"),
                    services.stream().map(JobService::toToml).toList());
        }
    }

    /** As {@code gitlab-runner register} does it: without such a volume each job would start with an empty cache. */
    private List<String> volumesWithCache() {
        List<String> texts =
                new ArrayList<>(volumes.stream().map(JobVolume::toString).toList());
        boolean hasCache =
                volumes.stream().anyMatch(volume -> volume.target().toString().equals(CACHE_VOLUME));
        if (!hasCache && !settings.get(DockerSettings.DISABLE_CACHE).orElse(false)) {
            texts.add(CACHE_VOLUME);
        }
        return texts;
    }

    private Map<Setting<?>, Object> settings(Section section) {
        Map<Setting<?>, Object> values = new LinkedHashMap<>();
        settings.encoded().forEach((setting, value) -> {
            if (setting.section() == section) {
                values.put(setting, value);
            }
        });
        return values;
    }

    private static List<String> path(Section section, String key) {
        return below(section.path().get(0), List.of(key));
    }

    private static List<String> below(String table, List<String> key) {
        List<String> path = new ArrayList<>(List.of(table));
        path.addAll(key);
        return path;
    }
}
