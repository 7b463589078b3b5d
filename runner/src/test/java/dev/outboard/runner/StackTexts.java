package dev.outboard.runner;

import dev.outboard.core.value.Secret;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.runner.configuration.DockerSettings;
import dev.outboard.runner.configuration.JobService;
import dev.outboard.runner.configuration.RunnerCache;
import dev.outboard.runner.configuration.RunnerSettings;
import dev.outboard.runner.configuration.Section;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.systemd.container.ImageSource;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.CleanUp;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.LogLimits;
import dev.outboard.systemd.options.LogSettings;
import dev.outboard.systemd.options.ProxySettings;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;
import dev.outboard.systemd.options.StorageSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A stack in which every text that a user can give is given, one of them as another than the harmless one. */
final class StackTexts {
    private final String changed;
    private final String text;
    private final List<String> names = new ArrayList<>();

    private StackTexts(String changed, String text) {
        this.changed = changed;
        this.text = text;
    }

    /** The stack with another text in one place. */
    static StackSpec stack(String changed, String text) {
        return new StackTexts(changed, text).stack();
    }

    /** The stack with all the harmless texts. */
    static StackSpec harmless() {
        return stack("", "");
    }

    /** The places, by name, with the harmless text in each. */
    static List<Map.Entry<String, String>> places() {
        StackTexts texts = new StackTexts("", "");
        texts.stack();
        return texts.names.stream()
                .distinct()
                .map(place ->
                        Map.entry(place.substring(0, place.indexOf('=')), place.substring(place.indexOf('=') + 1)))
                .toList();
    }

    private String of(String place, String harmless) {
        names.add(place + "=" + harmless);
        return place.equals(changed) ? text : harmless;
    }

    private StackSpec stack() {
        return StackSpec.builder(of("stack", "ci"))
                .bridge(bridge())
                .daemon(daemon())
                .runner(containerRunner())
                .runner(hostRunner())
                .build();
    }

    private BridgeSpec bridge() {
        return BridgeSpec.builder(of("bridge", "docker1"), of("address", "10.9.0.1/16"))
                .ipv6Address(of("ipv6Address", "fd00:9::1/64"))
                .persistence(Persistence.NETWORKD)
                .build();
    }

    private DaemonSpec daemon() {
        return DaemonSpec.builder(of("daemon", "docker2"))
                .bridge(of("bridge", "docker1"))
                .root(of("root", "/docker2"))
                .dataRoot(of("dataRoot", "/docker2/graph"))
                .temporaryDirectory(of("temporaryDirectory", "/docker2/tmp"))
                .storage(StorageSpec.image(of("size", "20G"))
                        .imagePath(of("imagePath", "/var/lib/docker2.img"))
                        .build())
                .execRoot(of("execRoot", "/run/docker2"))
                .pidFile(of("pidFile", "/run/docker2.pid"))
                .socket(of("socket", "/docker2/docker.sock"))
                .configurationFile(of("configurationFile", "/etc/docker2/daemon.json"))
                .wrapper(of("wrapper", "/usr/local/bin/docker2"))
                .cleanUp(CleanUp.at(of("calendar", "Mon 03:00"))
                        .aboveSize(of("aboveSize", "10G"))
                        .keepImage(of("keepImage", "debian:13"))
                        .keepLabel(of("keepLabel", "keep=true"))
                        .build())
                .socketUser(of("socketUser", "root"))
                .socketGroup(of("socketGroup", "docker"))
                .socketMode(of("socketMode", "0660"))
                .resourceLimits(ResourceLimits.builder()
                        .memoryHigh(of("memoryHigh", "2G"))
                        .memoryMax(of("memoryMax", "4G"))
                        .build())
                .storageDriver(of("storageDriver", "overlay2"))
                .addressPool(of("addressPool", "10.10.0.0/16"), 24)
                .traffic(TrafficPolicy.builder()
                        .addDeniedRange(of("deniedRange", "192.0.2.0/24"))
                        .build())
                .addDns(of("dns", "10.9.0.1"))
                .registries(RegistrySettings.builder()
                        .addMirror(of("registryMirror", "https://mirror.example.org"))
                        .addInsecureRegistry(of("insecureRegistry", "registry.example.org:5000"))
                        .proxies(ProxySettings.builder()
                                .http(of("httpProxy", "http://proxy.example.org:3128"))
                                .https(of("httpsProxy", "http://proxy.example.org:3129"))
                                .addException(of("proxyException", "registry.example.org"))
                                .build())
                        .build())
                .addLabel(of("label", "purpose=ci"))
                .logs(LogSettings.builder()
                        .driver(of("logDriver", "json-file"))
                        .addOption(of("logOption", "tag"), of("logOptionValue", "ci"))
                        .limits(LogLimits.of(of("logSize", "10M"), 3))
                        .build())
                .containerDefaults(ContainerDefaults.builder()
                        .sharedMemory(of("sharedMemory", "128M"))
                        .addUlimit(of("ulimit", "nofile"), 1024, 2048)
                        .build())
                .addDaemonOption(of("daemonOption", "max-download-attempts"), of("daemonOptionValue", "5"))
                .addDaemonFlag(of("daemonFlag", "experimental"))
                .build();
    }

    private RunnerSpec containerRunner() {
        return RunnerSpec.builder(of("runner", "runner1"), URI.create("https://gitlab.example.org/ci"))
                .daemon(of("daemon", "docker2"))
                .process(ContainerProcess.builder(of("container", "runner1"))
                        .image(ImageSource.pull(of("runnerImage", "gitlab/gitlab-runner:v18.0.0")))
                        .hostName(of("hostName", "runner1"))
                        .restartPolicy(RestartPolicy.of(of("restartPolicy", "unless-stopped")))
                        .configurationDirectory(of("configurationDirectory", "/srv/gitlab-runner/runner1"))
                        .addVolume(of("volume", "/srv/extra:/srv/extra:ro"))
                        .addHost(of("extraHost", "gitlab.example.org:192.0.2.7"))
                        .build())
                .token(Secret.of("glrt-t0k3n"))
                .defaultImage(of("defaultImage", "debian:13"))
                .addJobVolume(of("jobVolume", "/srv/models:/models"))
                .addService(JobService.of(of("service", "postgres:17"))
                        .as(of("serviceAlias", "database"))
                        .command(of("serviceCommand", "--fsync=off"))
                        .entrypoint(of("serviceEntrypoint", "docker-entrypoint.sh"))
                        .variable(of("serviceVariable", "PGDATA"), of("serviceValue", "/data")))
                .featureFlag(of("featureFlag", "FF_NETWORK_PER_BUILD"), true)
                .cache(RunnerCache.gcs(of("bucket", "cache"), of("credentialsFile", "/etc/gitlab-runner/gcs.json")))
                .set(RunnerSettings.ENVIRONMENT, List.of(of("environment", "LANG=C.UTF-8")))
                .set(RunnerSettings.PRE_BUILD_SCRIPT, of("script", "echo begin"))
                .set(DockerSettings.USER, of("user", "1000:1000"))
                .set(DockerSettings.DNS_SEARCH, List.of(of("dnsSearch", "example.org")))
                .set(DockerSettings.SYSCTLS, Map.of(of("sysctl", "net.core.somaxconn"), of("sysctlValue", "1024")))
                .set(DockerSettings.CONTAINER_LABELS, Map.of(of("jobLabel", "team"), of("jobLabelValue", "a b")))
                .set(DockerSettings.ALLOWED_IMAGES, List.of(of("allowedImage", "debian:*")))
                .set(Setting.untyped(Section.DOCKER, of("untyped", "new_key")), of("untypedValue", "new value"))
                .build();
    }

    private RunnerSpec hostRunner() {
        return RunnerSpec.builder("runner2", URI.create("https://gitlab.example.org/ci"))
                .daemon(of("daemon", "docker2"))
                .process(HostProcess.builder(of("unit", "ci-runner"))
                        .program(of("program", "/usr/bin/gitlab-runner"))
                        .configurationDirectory(of("hostConfigurationDirectory", "/srv/gitlab-runner/ci-runner"))
                        .build())
                .token(Secret.of("glrt-t0k3n2"))
                .defaultImage("debian:13")
                .build();
    }
}
