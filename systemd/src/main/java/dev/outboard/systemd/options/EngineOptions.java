package dev.outboard.systemd.options;

import com.google.common.base.CharMatcher;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.IpAddress;
import dev.outboard.systemd.engine.BuilderCall;
import dev.outboard.systemd.options.EngineOption.Fate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Every option that an engine from Docker 20.10 to 29 has or had: a line for each, with its name on the command line, its
 * key in {@code daemon.json}, the versions that have it, who decides it for a second daemon, and what to do instead. The
 * names are those of dockerd(8) of Docker 20.10, 26.1 and 28.5, and of the source of 29.
 *
 * <p>The constants are the options that a user may set with a value of the right type; {@code DaemonSpec.Builder.set(..)}
 * takes them.
 */
public final class EngineOptions {
    private static final Map<String, EngineOption<?>> BY_NAME = new LinkedHashMap<>();

    private static final String SWITCH = "true or false";
    private static final String NUMBER = "a number";
    private static final String TEXT = "a text";
    private static final String LIST = "a list";
    private static final String PATH = "a path";
    private static final String MAPS = "a map of maps";

    private static final String LOGS = "use logs(..) with LogSettings.builder().";
    private static final String REGISTRIES = "use registries(..) with RegistrySettings.builder().";
    private static final String TRAFFIC = "use traffic(..) with TrafficPolicy.builder().";
    private static final String FIREWALL =
            "leave it out: it is always false, since every daemon that manages the firewall flushes the rules of the others";
    private static final String IPV6 = "set the IPv6 address of the bridge";
    private static final String NAMESPACES = "leave it out: it follows from the daemon's name";
    private static final String NO_DAEMON = "leave it out: the engine would print something and end";
    private static final String NO_API_ON_TCP = "leave it out: the daemon listens on a unix socket alone";
    private static final String SWARM = "leave it out: swarm mode needs no store of its own";

    /** {@code allow-direct-routing}: whether other hosts reach published ports at addresses of containers. Default: no. */
    public static final EngineOption<Boolean> ALLOW_DIRECT_ROUTING =
            flag("allow-direct-routing").since("28.2");

    /** {@code authorization-plugins}: the plugins that are asked about every request, in this order. Default: none. */
    public static final EngineOption<List<String>> AUTHORIZATION_PLUGINS =
            list("authorization-plugin").key("authorization-plugins");

    /** {@code builder.gc.enabled}: whether BuildKit removes old build cache. Default: yes. */
    public static final EngineOption<Boolean> BUILDER_GC_ENABLED =
            flag("builder.gc.enabled").call(BuilderCall.CLEAN_UP).also("builder");

    /** {@code builder.gc.defaultKeepStorage}: how much build cache BuildKit keeps in any case. Default: a part of the disk. */
    public static final EngineOption<ByteSize> BUILDER_GC_KEEP_STORAGE =
            user("builder.gc.defaultKeepStorage", "a size");

    /** {@code cdi-spec-dirs}: where descriptions of devices are. Default: {@code /etc/cdi} and {@code /var/run/cdi}. */
    public static final EngineOption<List<AbsolutePath>> CDI_SPEC_DIRECTORIES = EngineOptions.<List<AbsolutePath>>user(
                    "cdi-spec-dir", LIST)
            .key("cdi-spec-dirs")
            .since("25.0");

    /** {@code debug}: whether the engine logs what helps to find a fault. Default: no. */
    public static final EngineOption<Boolean> DEBUG = flag("debug").also("D");

    /** {@code default-cgroupns-mode}: {@code host} or {@code private}. Default: what the version of control groups needs. */
    public static final EngineOption<String> DEFAULT_CGROUP_NAMESPACE_MODE =
            text("default-cgroupns-mode").from(List.of("host", "private")::contains);

    /** {@code default-ipc-mode}: {@code shareable} or {@code private}. Default: {@code private}. */
    public static final EngineOption<String> DEFAULT_IPC_MODE =
            text("default-ipc-mode").from(List.of("shareable", "private")::contains);

    /**
     * {@code default-network-opts}: options of networks that users create, by the network's driver. Default: what Outboard
     * derives from the bridge. If it is set, nothing is derived.
     */
    public static final EngineOption<Map<String, Map<String, String>>> DEFAULT_NETWORK_OPTIONS =
            maps("default-network-opt").key("default-network-opts").since("24.0");

    /** {@code default-stop-timeout}: how many seconds a container has to end before it is killed. Default: 10. */
    public static final EngineOption<Integer> DEFAULT_STOP_TIMEOUT =
            count("default-stop-timeout", seconds -> true).since("29.7");

    /** {@code dns-opts}: options for the {@code resolv.conf} of containers. Default: none. */
    public static final EngineOption<List<String>> DNS_OPTIONS = list("dns-opt").key("dns-opts");

    /** {@code dns-search}: the search domains of containers. Default: those of the host. */
    public static final EngineOption<List<String>> DNS_SEARCH = list("dns-search");

    /** {@code experimental}: whether the engine offers what is not finished. Default: no. */
    public static final EngineOption<Boolean> EXPERIMENTAL = flag("experimental");

    /** {@code host-gateway-ip}: what {@code host-gateway} in {@code --add-host} stands for. Default: the bridge's address. */
    public static final EngineOption<IpAddress> HOST_GATEWAY_IP =
            EngineOptions.<IpAddress>user("host-gateway-ip", "an IP address").also("host-gateway-ips");

    /** {@code ip}: the address of the host at which ports are published. Default: all. */
    public static final EngineOption<IpAddress> IP = user("ip", "an IP address");

    /** {@code log-format}: how the engine writes its own log, {@code text} or {@code json}. Default: {@code text}. */
    public static final EngineOption<String> LOG_FORMAT =
            text("log-format").since("25.0").from(List.of("text", "json")::contains);

    /** {@code log-level}: {@code debug}, {@code info}, {@code warn}, {@code error} or {@code fatal}. Default: {@code info}. */
    public static final EngineOption<String> LOG_LEVEL =
            text("log-level").also("l").from(List.of("debug", "info", "warn", "error", "fatal")::contains);

    /** {@code max-concurrent-downloads}: how many layers of an image are pulled at a time. Default: 3. */
    public static final EngineOption<Integer> MAX_CONCURRENT_DOWNLOADS =
            count("max-concurrent-downloads", number -> number > 0);

    /** {@code max-concurrent-uploads}: how many layers of an image are pushed at a time. Default: 5. */
    public static final EngineOption<Integer> MAX_CONCURRENT_UPLOADS =
            count("max-concurrent-uploads", number -> number > 0);

    /** {@code max-download-attempts}: how often the pull of a layer is tried. Default: 5. */
    public static final EngineOption<Integer> MAX_DOWNLOAD_ATTEMPTS =
            count("max-download-attempts", number -> number > 0);

    /** {@code metrics-addr}: where the engine serves metrics, for example {@code 127.0.0.1:9323}. Default: nowhere. */
    public static final EngineOption<String> METRICS_ADDRESS = text("metrics-addr");

    /** {@code network-control-plane-mtu}: the MTU of swarm's own traffic. Default: 1500. */
    public static final EngineOption<Integer> NETWORK_CONTROL_PLANE_MTU =
            count("network-control-plane-mtu", number -> number > 0);

    /** {@code node-generic-resources}: resources of the host for swarm, for example {@code GPU=UUID1}. Default: none. */
    public static final EngineOption<List<String>> NODE_GENERIC_RESOURCES =
            list("node-generic-resource").key("node-generic-resources");

    /** {@code raw-logs}: whether the engine's own log has whole time stamps and no colours. Default: no. */
    public static final EngineOption<Boolean> RAW_LOGS = flag("raw-logs");

    /** {@code runtimes}: further OCI runtimes by name, each with its {@code path}. Default: runc alone. */
    public static final EngineOption<Map<String, Map<String, String>>> RUNTIMES =
            add(new EngineOption<Map<String, Map<String, String>>>("add-runtime", MAPS, Fate.PACKAGE).key("runtimes"));

    /** {@code selinux-enabled}: whether SELinux confines containers. Default: no. */
    public static final EngineOption<Boolean> SELINUX_ENABLED = flag("selinux-enabled");

    /** {@code shutdown-timeout}: how many seconds the engine waits for containers when it stops; -1 for any. Default: 15. */
    public static final EngineOption<Integer> SHUTDOWN_TIMEOUT = count("shutdown-timeout", number -> number >= -1);

    /** {@code storage-opts}: options of the storage driver. Default: none. */
    public static final EngineOption<List<String>> STORAGE_OPTIONS =
            list("storage-opt").key("storage-opts").call(BuilderCall.STORAGE);

    static {
        byName("cpu-rt-period", NUMBER);
        byName("cpu-rt-runtime", NUMBER);
        byName("cri-containerd", SWITCH);
        byName("network-diagnostic-port", NUMBER);
        byName("nri-opts", LIST).since("29.2");
        byName("restart", SWITCH).key("").also("r");
        byName("swarm-default-advertise-addr", TEXT);
        byName("allow-nondistributable-artifacts", LIST)
                .removedIn("28.0", "leave it out: such layers are no longer treated in another way");
        byName("api-cors-header", TEXT).removedIn("28.0", NO_API_ON_TCP);
        byName("api-enable-cors", SWITCH).removedIn("17.09", NO_API_ON_TCP);
        byName("cluster-advertise", TEXT).removedIn("23.0", SWARM);
        byName("cluster-store", TEXT).removedIn("23.0", SWARM);
        byName("cluster-store-opt", LIST).key("cluster-store-opts").removedIn("23.0", SWARM);
        byName("disable-legacy-registry", SWITCH)
                .removedIn("19.03", "leave it out: legacy registries are always refused");
        byName("oom-score-adjust", NUMBER)
                .removedIn("25.0", "set OOMScoreAdjust= in a drop-in of the daemon's service");

        alone("default-gateway", "an IP address");
        alone("default-gateway-v6", "an IP address");
        alone("fixed-cidr", "a subnet");
        alone("ip-forward", SWITCH);
        alone("ip-forward-no-drop", SWITCH).since("28.0");
        alone("tls", SWITCH);
        alone("tlscacert", PATH);
        alone("tlscert", PATH);
        alone("tlskey", PATH);
        alone("tlsverify", SWITCH);

        packaging("default-runtime", TEXT);
        packaging("init-path", PATH);
        packaging("userland-proxy-path", PATH);

        call("cgroup-parent", TEXT, BuilderCall.RESOURCE_LIMITS)
                .remedy("leave it out: it is the daemon's slice; use resourceLimits(..) for limits");
        call("default-shm-size", "a size", BuilderCall.CONTAINER_DEFAULTS);
        call("default-ulimit", "a map", BuilderCall.CONTAINER_DEFAULTS).key("default-ulimits");
        call("dns", LIST, BuilderCall.ADD_DNS);
        call("feature", "a map", BuilderCall.IMAGE_STORE)
                .key("features")
                .since("27.0")
                .remedy(
                        "leave it out, and use imageStore(..) and containerd(..): the engine takes one list of features");
        call("http-proxy", "a URL", BuilderCall.PROXIES)
                .key("proxies.http-proxy")
                .also("proxies")
                .since("23.0")
                .remedy(REGISTRIES + "proxies(..)");
        call("https-proxy", "a URL", BuilderCall.PROXIES)
                .key("proxies.https-proxy")
                .since("23.0")
                .remedy(REGISTRIES + "proxies(..)");
        call("icc", SWITCH, BuilderCall.TRAFFIC).remedy(TRAFFIC + "interContainerTraffic(..)");
        call("init", SWITCH, BuilderCall.CONTAINER_DEFAULTS);
        call("insecure-registry", LIST, BuilderCall.REGISTRIES)
                .key("insecure-registries")
                .remedy(REGISTRIES + "addInsecureRegistry(..)");
        call("label", LIST, BuilderCall.ADD_LABEL).key("labels");
        call("log-driver", TEXT, BuilderCall.LOGS).remedy(LOGS + "driver(..)");
        call("log-opt", "a map", BuilderCall.LOGS).key("log-opts").remedy(LOGS + "addOption(..)");
        call("mtu", NUMBER, BuilderCall.BRIDGE_MTU).remedy("set the MTU of the bridge");
        call("no-new-privileges", SWITCH, BuilderCall.CONTAINER_DEFAULTS);
        call("no-proxy", TEXT, BuilderCall.PROXIES)
                .key("proxies.no-proxy")
                .since("23.0")
                .remedy(REGISTRIES + "proxies(..)");
        call("registry-mirror", LIST, BuilderCall.REGISTRIES)
                .key("registry-mirrors")
                .remedy(REGISTRIES + "addMirror(..)");
        call("seccomp-profile", PATH, BuilderCall.CONTAINER_DEFAULTS);
        call("userns-remap", TEXT, BuilderCall.USER_REMAP);

        outboard("bip", TEXT, "set the address of the bridge");
        outboard("bip6", TEXT, IPV6).since("28.0");
        outboard("bridge", TEXT, "use bridge(..)").also("b");
        outboard("bridge-accept-fwmark", TEXT, "leave it out: it is for rules of the engine, which makes none")
                .since("29.0");
        outboard("config-file", PATH, "use configurationFile(..)").key("");
        outboard("containerd", PATH, "use containerd(..)");
        outboard("containerd-namespace", TEXT, NAMESPACES);
        outboard("containerd-plugins-namespace", TEXT, NAMESPACES).key("containerd-plugin-namespace");
        outboard("data-root", PATH, "use dataRoot(..)").also("graph", "g");
        outboard("default-address-pool", LIST, "use addressPool(..)").key("default-address-pools");
        outboard(
                        "exec-opt",
                        LIST,
                        "leave it out: the slice needs native.cgroupdriver=systemd, and the engine takes one list")
                .key("exec-opts");
        outboard("exec-root", PATH, "use execRoot(..)");
        outboard("firewall-backend", TEXT, "leave it out: it follows from the programs of the host")
                .since("29.0");
        outboard("fixed-cidr-v6", "a subnet", IPV6);
        outboard("group", TEXT, "use socketGroup(..)").also("G");
        outboard("help", SWITCH, NO_DAEMON).key("");
        outboard("host", LIST, "use socket(..)").key("hosts").also("H");
        outboard("ip-masq", SWITCH, FIREWALL);
        outboard("ip6tables", SWITCH, FIREWALL);
        outboard("iptables", SWITCH, FIREWALL);
        outboard("ipv6", SWITCH, IPV6);
        outboard(
                "live-restore",
                SWITCH,
                "leave it out: it is always true, since without it a restart deletes the first daemon's bridge");
        outboard("pidfile", PATH, "use pidFile(..)").also("p");
        outboard("rootless", SWITCH, "leave it out: the daemon runs as root").key("");
        outboard("storage-driver", TEXT, "use storageDriver(..)").also("s");
        outboard("userland-proxy", SWITCH, TRAFFIC + "publishedPorts(..)");
        outboard("validate", SWITCH, NO_DAEMON).key("").since("23.0");
        outboard("version", SWITCH, NO_DAEMON).key("").also("v");
    }

    private EngineOptions() {}

    private static <T> EngineOption<T> add(EngineOption<T> option) {
        BY_NAME.put(option.name(), option);
        return option;
    }

    private static <T> EngineOption<T> user(String name, String type) {
        return add(new EngineOption<>(name, type, Fate.USER));
    }

    private static EngineOption<Boolean> flag(String name) {
        return user(name, SWITCH);
    }

    private static EngineOption<String> text(String name) {
        return user(name, TEXT);
    }

    private static EngineOption<Integer> count(String name, IntPredicate accepted) {
        return EngineOptions.<Integer>user(name, NUMBER).from(accepted::test);
    }

    private static EngineOption<List<String>> list(String name) {
        return user(name, LIST);
    }

    private static EngineOption<Map<String, Map<String, String>>> maps(String name) {
        return user(name, MAPS);
    }

    private static EngineOption<String> byName(String name, String type) {
        return user(name, type);
    }

    private static EngineOption<String> alone(String name, String type) {
        return add(new EngineOption<>(name, type, Fate.USER_ALONE));
    }

    private static void packaging(String name, String type) {
        add(new EngineOption<String>(name, type, Fate.PACKAGE));
    }

    private static EngineOption<String> call(String name, String type, BuilderCall call) {
        return add(new EngineOption<String>(name, type, Fate.CALL).call(call).remedy("use " + call.text()));
    }

    private static EngineOption<String> outboard(String name, String type, String remedy) {
        return add(new EngineOption<String>(name, type, Fate.OUTBOARD).remedy(remedy));
    }

    /** {@return all options, in the order of their names} */
    public static List<EngineOption<?>> all() {
        return BY_NAME.values().stream()
                .sorted(Comparator.comparing(EngineOption::name))
                .toList();
    }

    /**
     * Looks for an option.
     *
     * @param name its name on the command line, with or without dashes, its key in the configuration file, or a former name
     * @return the option, or empty if no engine that is known has it
     */
    public static Optional<EngineOption<?>> find(String name) {
        String bare = CharMatcher.is('-').trimLeadingFrom(name);
        return Optional.<EngineOption<?>>ofNullable(BY_NAME.get(bare))
                .or(() -> BY_NAME.values().stream()
                        .filter(option -> option.names().anyMatch(bare::equals))
                        .findFirst());
    }

    /**
     * The names that are most like one that no engine has.
     *
     * @param name the name, without dashes
     * @return up to three names of the command line that a user may set
     */
    public static List<String> nearest(String name) {
        return NearestNames.of(
                name,
                BY_NAME.values().stream()
                        .filter(option -> option.isFlag() && option.isFree())
                        .map(EngineOption::name)
                        .toList());
    }
}
