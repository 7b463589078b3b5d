package dev.outboard.runner.configuration.file;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.text.HostPath;
import dev.outboard.runner.configuration.Risk;
import dev.outboard.runner.configuration.Risk.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/** What is risky in a {@code [runners.docker]}. */
final class DockerLint {
    private static final Set<String> RULING_CAPABILITIES = ImmutableSet.of(
            "ALL",
            "SYS_ADMIN",
            "SYS_MODULE",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_TIME",
            "SYS_BOOT",
            "DAC_READ_SEARCH",
            "MAC_ADMIN",
            "BPF",
            "PERFMON",
            "NET_ADMIN",
            "MKNOD");

    /** Of "name=value" or, as Docker took it first, "name:value". */
    private static final Pattern UNCONFINED = Pattern.compile(
            "(?:seccomp|apparmor|systempaths)[=:]unconfined|label[=:](?:disable|type:(?:spc_t|unconfined_t))"
                    + "|no-new-privileges[=:]false");

    private static final Pattern HARMLESS_DEVICE = Pattern.compile("/dev/(?:null|zero|full|random|urandom)(?::.*)?|");

    /** Never ended by the kernel (proc_pid_oom_score_adj(5)). */
    private static final long SPARED = -1000;

    /** A key, its twin for services, and which of their values are a risk. */
    private static final List<Rule> RULES = List.of(
            new Rule(Code.R006, List.of("network_mode", "pid_mode", "ipcmode", "userns_mode"), DockerLint::isOfOthers),
            new Rule(
                    Code.R007,
                    List.of("pull_policy", "allowed_pull_policies"),
                    policy -> !policy.isEmpty() && !policy.equals("always")),
            new Rule(Code.R008, List.of("cap_add"), DockerLint::isRuling),
            new Rule(
                    Code.R009,
                    List.of("security_opt", "services_security_opt"),
                    option -> UNCONFINED.matcher(option).matches()),
            new Rule(
                    Code.R013,
                    List.of("devices", "services_devices", "device_cgroup_rules", "gpus", "service_gpus"),
                    device -> !HARMLESS_DEVICE.matcher(device).matches()),
            new Rule(Code.R019, List.of("volumes_from"), container -> true));

    private final TomlTable docker;
    private final Collection<String> daemons;
    private final Report report;

    DockerLint(TomlTable docker, Collection<String> daemons, Report report) {
        this.docker = docker;
        this.daemons = daemons;
        this.report = report;
    }

    /** Takes what was found. */
    interface Report {
        void add(Code code, String key, String found);
    }

    private record Rule(Code code, List<String> keys, Predicate<String> risk) {}

    void look() {
        privileges();
        volumes();
        for (Rule rule : RULES) {
            for (String key : rule.keys()) {
                texts(docker, key).stream().filter(rule.risk()).forEach(found -> add(rule.code(), key, found));
            }
        }
        TableValues.string(docker, "host").filter(this::isOpen).ifPresent(host -> add(Code.R012, "host", host));
        if (isTrue("oom_kill_disable") && value("memory") == null) {
            add(Code.R014, "oom_kill_disable", "true");
        }
        if (value("oom_score_adjust") instanceof Long adjust && adjust <= SPARED && value("memory") == null) {
            add(Code.R014, "oom_score_adjust", adjust.toString());
        }
        if (value("image_ttl") != null) {
            add(Code.R015, "image_ttl", "…");
        }
    }

    /**
     * Services are privileged as jobs are unless their own key says otherwise, and each has a list of its own of those that are
     * ({@code executors/docker/docker.go}: {@code isInPrivilegedServiceList}).
     */
    private void privileges() {
        boolean areJobs = isTrue("privileged") && isForAll("allowed_privileged_images");
        if (areJobs) {
            add(Code.R002, "privileged", "true");
        }
        boolean areServices = value("services_privileged") instanceof Boolean own ? own : isTrue("privileged");
        if (areServices && !areJobs && isForAll("allowed_privileged_services")) {
            add(
                    Code.R002,
                    "services_privileged",
                    value("services_privileged") == null ? "true, as privileged" : "true");
        }
    }

    private boolean isForAll(String key) {
        List<String> patterns = texts(docker, key);
        return patterns.isEmpty() || patterns.stream().anyMatch(ImagePattern::fitsAnyImage);
    }

    private void volumes() {
        List<Mount> mounts = new ArrayList<>();
        for (String volume : texts(docker, "volumes")) {
            Mount mount = Mount.parse(volume);
            mounts.add(mount);
            mount.risk(ruled()).ifPresent(code -> add(code, "volumes", volume));
        }
        // the driver "local" mounts its device, also a directory, in place of each volume without a source
        if (value("volume_driver_ops") instanceof Map<?, ?> options && options.get("device") instanceof String device) {
            new Mount(device, "", false).risk(ruled()).ifPresent(code -> add(code, "volume_driver_ops", device));
        }
        if (mounts.stream().anyMatch(mount -> mount.isSocket())) {
            services(docker).filter(Risk::isDockerInDocker).forEach(image -> add(Code.R004, "services", image));
        }
    }

    /** Also the place of the socket that this runner has. */
    private List<String> ruled() {
        List<String> places = new ArrayList<>(daemons);
        TableValues.string(docker, "host")
                .filter(host -> host.startsWith("unix:///"))
                .map(host -> HostPath.of(host.substring("unix://".length())).text())
                .ifPresent(places::add);
        return places;
    }

    /** The images of services. */
    static Stream<String> services(TomlTable docker) {
        return TableValues.value(docker, List.of("services")) instanceof List<?> list
                ? list.stream().map(service -> service instanceof Map<?, ?> table ? name(table) : service.toString())
                : Stream.empty();
    }

    private static String name(Map<?, ?> service) {
        return value(service, "name").map(Object::toString).findFirst().orElse("");
    }

    /** The variables of services. */
    static Stream<String> variables(TomlTable docker) {
        return TableValues.value(docker, List.of("services")) instanceof List<?> list
                ? list.stream()
                        .flatMap(service -> service instanceof Map<?, ?> table
                                ? value(table, "environment").flatMap(DockerLint::texts)
                                : Stream.empty())
                : Stream.empty();
    }

    private static Stream<?> value(Map<?, ?> service, String key) {
        return service.entrySet().stream()
                .filter(entry -> entry.getKey().toString().equalsIgnoreCase(key))
                .map(Map.Entry::getValue);
    }

    private static boolean isOfOthers(String mode) {
        return mode.equals("host") || mode.startsWith("container:");
    }

    private static boolean isRuling(String capability) {
        return RULING_CAPABILITIES.contains(capability.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", ""));
    }

    private boolean isOpen(String host) {
        String lowerCase = host.toLowerCase(Locale.ROOT);
        boolean maySpeakTls = lowerCase.startsWith("tcp:") || lowerCase.startsWith("https:");
        return lowerCase.startsWith("http:") || (maySpeakTls && !isTrue("tls_verify"));
    }

    private boolean isTrue(String key) {
        return Boolean.TRUE.equals(value(key));
    }

    private @Nullable Object value(String key) {
        return TableValues.value(docker, List.of(key));
    }

    /** What stands in a list or in a table's lists, or the one text; what is neither is GitLab Runner's to refuse. */
    static List<String> texts(TomlTable table, String key) {
        return texts(TableValues.value(table, List.of(key))).toList();
    }

    private static Stream<String> texts(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().flatMap(DockerLint::texts);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Object::toString);
        }
        return value instanceof String text ? Stream.of(text) : Stream.empty();
    }

    private void add(Code code, String key, String found) {
        report.add(code, "docker." + key, found);
    }
}
