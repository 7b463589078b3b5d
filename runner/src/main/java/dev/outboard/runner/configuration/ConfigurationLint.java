package dev.outboard.runner.configuration;

import com.google.common.collect.ImmutableSet;
import dev.outboard.runner.configuration.Risk.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Looks for what is risky in a {@code config.toml}, also in one that somebody wrote by hand. */
public final class ConfigurationLint {
    private static final Set<String> FIRST_SOCKETS = ImmutableSet.of("/var/run/docker.sock", "/run/docker.sock");
    private static final Set<String> RULING = ImmutableSet.of(
            "/",
            "/etc",
            "/root",
            "/proc",
            "/sys",
            "/dev",
            "/boot",
            "/usr",
            "/bin",
            "/lib",
            "/var",
            "/run",
            "/var/run",
            "/var/lib/docker",
            "/home");
    private static final Set<String> RULING_CAPABILITIES = ImmutableSet.of(
            "ALL",
            "SYS_ADMIN",
            "SYS_MODULE",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "DAC_READ_SEARCH",
            "BPF",
            "NET_ADMIN",
            "MKNOD");
    private static final Set<String> GONE_FROM_RUNNERS =
            ImmutableSet.of("disable_verbose", "pre_clone_script", "post_clone_script");
    private static final Set<String> GONE = ImmutableSet.of("metrics_server");
    private static final Set<String> GONE_FROM_DOCKER = ImmutableSet.of("image_ttl");
    private static final List<String> NAMESPACES = List.of("network_mode", "pid_mode", "ipcmode", "userns_mode");

    private final String runner;
    private final List<Risk> risks;

    private ConfigurationLint(String runner, List<Risk> risks) {
        this.runner = runner;
        this.risks = risks;
    }

    /**
     * Looks through a file.
     *
     * @param file the file
     * @return what is risky in it, in the file's order of runners; empty if nothing is
     */
    public static List<Risk> risks(ConfigurationFile file) {
        TomlParseResult table = file.table();
        List<Risk> risks = new ArrayList<>();
        GONE.stream().filter(table::contains).forEach(key -> risks.add(new Risk(Code.R015, key, "…")));
        if (table.get(Spelling.of(table, List.of("runners"))) instanceof TomlArray runners) {
            for (int index = 0; index < runners.size(); index++) {
                TomlTable runner = runners.getTable(index);
                String name = ConfigurationFile.string(runner, "name").orElse("runners[" + index + "]");
                new ConfigurationLint(name, risks).look(runner);
            }
        }
        return List.copyOf(risks);
    }

    private void look(TomlTable entry) {
        ConfigurationFile.string(entry, "url").ifPresent(this::url);
        ConfigurationFile.string(entry, "token")
                .filter(token -> !token.isEmpty() && !token.startsWith("glrt-") && !token.startsWith("$"))
                .ifPresent(token -> add(Code.R016, "token", Masking.MASK));
        gone(entry, "", GONE_FROM_RUNNERS);
        if (entry.get(Spelling.of(entry, List.of("docker"))) instanceof TomlTable docker) {
            docker(docker);
        }
    }

    private void url(String url) {
        if (url.toLowerCase(Locale.ROOT).startsWith("http:")) {
            add(Code.R010, "url", url);
        }
        if (url.endsWith("/ci") || url.endsWith("/ci/")) {
            add(Code.R011, "url", url);
        }
    }

    private void docker(TomlTable docker) {
        privileges(docker);
        List<String> volumes = texts(docker, "volumes");
        volumes.forEach(this::volume);
        boolean hasSocket = volumes.stream().anyMatch(ConfigurationLint::isSocket);
        services(docker)
                .filter(image -> hasSocket && Risk.isDockerInDocker(image))
                .forEach(image -> add(Code.R004, "docker.services", image));
        for (String key : NAMESPACES) {
            ConfigurationFile.string(docker, key)
                    .filter("host"::equals)
                    .ifPresent(host -> add(Code.R006, "docker." + key, host));
        }
        texts(docker, "pull_policy").stream()
                .filter(policy -> !policy.equals("always"))
                .forEach(policy -> add(Code.R007, "docker.pull_policy", policy));
        texts(docker, "devices").forEach(device -> add(Code.R013, "docker.devices", device));
        ConfigurationFile.string(docker, "host")
                .filter(host -> host.startsWith("tcp:") && !isTrue(docker, "tls_verify"))
                .ifPresent(host -> add(Code.R012, "docker.host", host));
        if (isTrue(docker, "oom_kill_disable") && !docker.contains("memory")) {
            add(Code.R014, "docker.oom_kill_disable", "true");
        }
        gone(docker, "docker.", GONE_FROM_DOCKER);
    }

    private void privileges(TomlTable docker) {
        if (isTrue(docker, "privileged")
                && texts(docker, "allowed_privileged_images").isEmpty()) {
            add(Code.R002, "docker.privileged", "true");
        }
        texts(docker, "cap_add").stream()
                .filter(capability ->
                        RULING_CAPABILITIES.contains(Capability.of(capability).name()))
                .forEach(capability -> add(Code.R008, "docker.cap_add", capability));
        texts(docker, "security_opt").stream()
                .filter(option -> option.contains("unconfined") || option.contains("disable"))
                .forEach(option -> add(Code.R009, "docker.security_opt", option));
    }

    private void volume(String volume) {
        String source = volume.contains(":") ? withoutSlash(volume.substring(0, volume.indexOf(':'))) : "";
        if (FIRST_SOCKETS.contains(source)) {
            add(Code.R001, "docker.volumes", volume);
        } else if (isSocket(volume)) {
            add(Code.R003, "docker.volumes", volume);
        } else if (RULING.contains(source)) {
            add(Code.R005, "docker.volumes", volume);
        }
    }

    private static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isSocket(String volume) {
        return volume.contains(":") && Stream.of(volume.split(":")).anyMatch(part -> part.endsWith("docker.sock"));
    }

    private static Stream<String> services(TomlTable docker) {
        Object services = ConfigurationFile.value(docker, List.of("services"));
        return services instanceof List<?> list
                ? list.stream()
                        .flatMap(service -> service instanceof Map<?, ?> table
                                ? Optional.ofNullable(table.get("name")).map(Object::toString).stream()
                                : Stream.of(service.toString()))
                : Stream.empty();
    }

    private void gone(TomlTable table, String prefix, Set<String> keys) {
        table.keySet().stream().filter(keys::contains).forEach(key -> add(Code.R015, prefix + key, "…"));
    }

    private static boolean isTrue(TomlTable table, String key) {
        return Boolean.TRUE.equals(ConfigurationFile.value(table, List.of(key)));
    }

    /** A list of texts, or the one text that stands for it; what is neither is GitLab Runner's to refuse. */
    private static List<String> texts(TomlTable table, String key) {
        Object value = ConfigurationFile.value(table, List.of(key));
        if (value instanceof List<?> list) {
            return list.stream().map(Object::toString).toList();
        }
        return value instanceof String text ? List.of(text) : List.of();
    }

    private void add(Code code, String key, String found) {
        risks.add(new Risk(code, runner + ": " + key, found));
    }
}
