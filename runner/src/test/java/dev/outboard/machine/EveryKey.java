package dev.outboard.machine;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.IpAddress;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.configuration.Capability;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobImage;
import dev.outboard.runner.configuration.LogFormat;
import dev.outboard.runner.configuration.LogLevel;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.PullPolicy;
import dev.outboard.runner.configuration.RunnerSettings;
import dev.outboard.runner.configuration.RunnerVersion;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.Link;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A value for every typed key of {@code config.toml}. */
public final class EveryKey {
    private EveryKey() {}

    /**
     * The typed keys that the library has.
     *
     * @return all of them
     * @throws IllegalAccessException never: they are public
     */
    public static List<Setting<?>> typed() throws IllegalAccessException {
        List<Setting<?>> settings = new ArrayList<>();
        for (Class<?> holder : List.of(ProcessSettings.class, RunnerSettings.class, DockerSettings.class)) {
            for (Field field : holder.getFields()) {
                if (field.get(null) instanceof Setting<?> setting) {
                    settings.add(setting);
                }
            }
        }
        return settings;
    }

    /**
     * Those settings that a version of GitLab Runner reads.
     *
     * @param settings any settings
     * @param version the version
     * @return the settings without the others
     */
    public static Settings known(Settings settings, RunnerVersion version) {
        Settings known = Settings.none();
        for (Setting<?> setting : settings.keys()) {
            Settings more = copied(setting, settings, known);
            known = more.requirements().stream().anyMatch(requirement -> requirement.isNewerThan(version))
                    ? known
                    : more;
        }
        return known;
    }

    private static <T> Settings copied(Setting<T> setting, Settings from, Settings to) {
        return to.with(setting, from.get(setting).orElseThrow());
    }

    /**
     * Sets all keys of the whole process.
     *
     * @param process where
     * @return the same builder
     */
    public static ContainerProcess.Builder of(ContainerProcess.Builder process) {
        return process.set(ProcessSettings.CONCURRENT, 8)
                .set(ProcessSettings.CHECK_INTERVAL, Duration.ofSeconds(1))
                .set(ProcessSettings.LOG_LEVEL, LogLevel.WARN)
                .set(ProcessSettings.LOG_FORMAT, LogFormat.TEXT)
                .set(ProcessSettings.LISTEN_ADDRESS, "127.0.0.1:9252")
                .set(ProcessSettings.SENTRY_DSN, "https://key@sentry.example.org/1")
                .set(ProcessSettings.CONNECTION_MAX_AGE, Duration.ofMinutes(20))
                .set(ProcessSettings.SHUTDOWN_TIMEOUT, Duration.ofMinutes(1))
                .set(ProcessSettings.SESSION_LISTEN_ADDRESS, "127.0.0.1:8093")
                .set(ProcessSettings.SESSION_ADVERTISE_ADDRESS, "runner.example.org:8093")
                .set(ProcessSettings.SESSION_TIMEOUT, Duration.ofMinutes(10));
    }

    /**
     * Sets all keys of a runner and of its daemon.
     *
     * @param runner where
     * @return the same builder
     */
    public static RunnerSpec.Builder of(RunnerSpec.Builder runner) {
        return limits(isolation(places(commands(runner))));
    }

    private static RunnerSpec.Builder commands(RunnerSpec.Builder runner) {
        return runner.set(RunnerSettings.OUTPUT_LIMIT, 8192)
                .set(RunnerSettings.REQUEST_CONCURRENCY, 2)
                .set(RunnerSettings.STRICT_CHECK_INTERVAL, true)
                .set(RunnerSettings.UNHEALTHY_REQUESTS_LIMIT, 5)
                .set(RunnerSettings.UNHEALTHY_INTERVAL, Duration.ofMinutes(2))
                .set(RunnerSettings.BUILDS_DIR, AbsolutePath.of("/builds"))
                .set(RunnerSettings.CACHE_DIR, AbsolutePath.of("/cache"))
                .set(RunnerSettings.ENVIRONMENT, List.of("LANG=C.UTF-8", "QUOTED=\"a\\b\" 'c' $d"))
                .set(RunnerSettings.CLONE_URL, HttpUrl.of("https://gitlab.example.org"))
                .set(RunnerSettings.SHELL, "sh")
                .set(RunnerSettings.DEBUG_TRACE_DISABLED, true)
                .set(RunnerSettings.PRE_GET_SOURCES_SCRIPT, "echo before\n")
                .set(RunnerSettings.POST_GET_SOURCES_SCRIPT, "echo after\n")
                .set(RunnerSettings.PRE_BUILD_SCRIPT, "umask 0077\nid\n")
                .set(RunnerSettings.POST_BUILD_SCRIPT, "echo \"done\"\n")
                .set(RunnerSettings.SAFE_DIRECTORY_CHECKOUT, true)
                .set(RunnerSettings.CLEAN_GIT_CONFIG, true)
                .set(RunnerSettings.JOB_STATUS_FINAL_UPDATE_RETRY_LIMIT, 5)
                .set(RunnerSettings.STEP_RUNNER_IMAGE, JobImage.of("registry.example.org/step:1"))
                .set(RunnerSettings.PROXY_EXEC, true)
                .set(RunnerSettings.USE_SLOT_CGROUPS, false)
                .set(RunnerSettings.SLOT_CGROUP_TEMPLATE, "docker2.slice/runner-${slot}")
                .set(RunnerSettings.TLS_CERT_FILE, AbsolutePath.of("/etc/gitlab-runner/client.crt"))
                .set(RunnerSettings.TLS_KEY_FILE, AbsolutePath.of("/etc/gitlab-runner/client.key"))
                .set(RunnerSettings.PREPARE_TIMEOUT, Duration.ofMinutes(30))
                .set(RunnerSettings.GET_SOURCES_TIMEOUT, Duration.ofMinutes(10));
    }

    private static RunnerSpec.Builder places(RunnerSpec.Builder runner) {
        return runner.set(DockerSettings.HOSTNAME, HostName.of("job"))
                .set(DockerSettings.DNS, List.of(IpAddress.of("203.0.113.1")))
                .set(DockerSettings.DNS_SEARCH, List.of("example.org"))
                .set(DockerSettings.EXTRA_HOSTS, List.of(ExtraHost.of("gitlab.example.org:203.0.113.1")))
                .set(DockerSettings.LINKS, List.of(Link.of("database:db")))
                .set(DockerSettings.NETWORK_MODE, "bridge")
                .set(DockerSettings.NETWORK_MTU, 1400)
                .set(DockerSettings.ENABLE_IPV6, true)
                .set(DockerSettings.MAC_ADDRESS, "92:d0:c6:0a:29:33")
                .set(DockerSettings.HELPER_IMAGE, JobImage.of("gitlab-runner-helper:1"))
                .set(DockerSettings.HELPER_IMAGE_FLAVOR, "ubuntu")
                .set(DockerSettings.DISABLE_CACHE, false)
                .set(DockerSettings.CACHE_DIR, AbsolutePath.of("/srv/caches"))
                .set(DockerSettings.VOLUME_KEEP, true)
                .set(DockerSettings.VOLUME_DRIVER, "local")
                .set(DockerSettings.VOLUME_DRIVER_OPS, Map.of("size", "1G"))
                .set(DockerSettings.VOLUMES_FROM, List.of("models:ro"))
                .set(DockerSettings.TMPFS, Map.of("/tmp", "rw,noexec"))
                .set(DockerSettings.SERVICES_TMPFS, Map.of("/var/lib/mysql", "rw"))
                .set(DockerSettings.LOG_OPTIONS, Map.of("max-size", "10m"))
                .set(DockerSettings.CONTAINER_LABELS, Map.of("org.example.purpose", "ci"));
    }

    private static RunnerSpec.Builder isolation(RunnerSpec.Builder runner) {
        return runner.jobsPrivileged(true)
                .set(DockerSettings.ALLOWED_PRIVILEGED_IMAGES, List.of("registry.example.org/trusted/*"))
                .set(DockerSettings.ALLOWED_PRIVILEGED_SERVICES, List.of("docker:*-dind"))
                .set(DockerSettings.SERVICES_PRIVILEGED, false)
                .set(DockerSettings.USER, "1000")
                .set(DockerSettings.ALLOWED_USERS, List.of("1000", "ci"))
                .set(DockerSettings.USERNS_MODE, "host")
                .set(DockerSettings.CAP_ADD, List.of(Capability.of("CHOWN")))
                .set(DockerSettings.CAP_DROP, List.of(Capability.ALL))
                .set(DockerSettings.SECURITY_OPT, List.of("no-new-privileges"))
                .set(DockerSettings.SERVICES_SECURITY_OPT, List.of("no-new-privileges"))
                .set(DockerSettings.DEVICES, List.of("/dev/kvm"))
                .set(DockerSettings.SERVICES_DEVICES, Map.of("docker:*-dind", List.of("/dev/fuse")))
                .set(DockerSettings.DEVICE_CGROUP_RULES, List.of("c 10:232 rwm"))
                .set(DockerSettings.GPUS, "all")
                .set(DockerSettings.SERVICE_GPUS, "all")
                .set(DockerSettings.GROUP_ADD, List.of("1001"))
                .set(DockerSettings.RUNTIME, "runc")
                .set(DockerSettings.ISOLATION, "default")
                .set(DockerSettings.IPCMODE, "private")
                .set(DockerSettings.PID_MODE, "host")
                .set(DockerSettings.PULL_POLICY, List.of(PullPolicy.ALWAYS, PullPolicy.IF_NOT_PRESENT))
                .set(DockerSettings.ALLOWED_PULL_POLICIES, List.of(PullPolicy.ALWAYS, PullPolicy.IF_NOT_PRESENT))
                .set(DockerSettings.ALLOWED_IMAGES, List.of("busybox:*", "registry.example.org/**"))
                .set(DockerSettings.ALLOWED_SERVICES, List.of("postgres:*"))
                .set(DockerSettings.DISABLE_ENTRYPOINT_OVERWRITE, true);
    }

    private static RunnerSpec.Builder limits(RunnerSpec.Builder runner) {
        return runner.set(DockerSettings.MEMORY, ByteSize.of("2G"))
                .set(DockerSettings.MEMORY_SWAP, ByteSize.of("3G"))
                .set(DockerSettings.MEMORY_RESERVATION, ByteSize.of("1G"))
                .set(DockerSettings.OOM_KILL_DISABLE, true)
                .set(DockerSettings.OOM_SCORE_ADJUST, 500)
                .set(DockerSettings.CPUSET_CPUS, "0,1")
                .set(DockerSettings.CPUSET_MEMS, "0")
                .set(DockerSettings.CPUS, new BigDecimal("1.5"))
                .set(DockerSettings.CPU_SHARES, 512)
                .set(DockerSettings.SHM_SIZE, ByteSize.of("96M"))
                .set(DockerSettings.ULIMIT, Map.of("nofile", "1024:4096"))
                .set(DockerSettings.SYSCTLS, Map.of("net.ipv4.ip_forward", "1"))
                .set(DockerSettings.SERVICES_LIMIT, 3)
                .set(DockerSettings.SERVICE_MEMORY, ByteSize.of("1G"))
                .set(DockerSettings.SERVICE_MEMORY_SWAP, ByteSize.of("2G"))
                .set(DockerSettings.SERVICE_MEMORY_RESERVATION, ByteSize.of("512M"))
                .set(DockerSettings.SERVICE_CPUS, new BigDecimal("0.5"))
                .set(DockerSettings.SERVICE_CPUSET_CPUS, "1")
                .set(DockerSettings.SERVICE_CPU_SHARES, 256)
                .set(DockerSettings.SERVICE_SLOT_CGROUP_TEMPLATE, "docker2.slice/service-${slot}")
                .set(DockerSettings.WAIT_FOR_SERVICES_TIMEOUT, 60);
    }
}
