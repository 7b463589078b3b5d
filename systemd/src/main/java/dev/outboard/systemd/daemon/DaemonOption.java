package dev.outboard.systemd.daemon;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.PlainText;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An option of dockerd's command line that no typed property covers.
 *
 * @param name its long name, without dashes
 * @param value its value, or empty for a flag
 */
record DaemonOption(String name, Optional<String> value) {
    private static final String KIND = "daemon option";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]+(-[a-z0-9]+)*");
    private static final String FIREWALL =
            "leave it out: it is always false, since every daemon that manages the firewall flushes the rules of the others";
    private static final String IPV6 = "set the IPv6 address of the bridge";
    private static final String NAMESPACES = "leave it out: it follows from the daemon's name";
    private static final String NO_DAEMON = "leave it out: the engine would print something and end";

    private static final String LOGS = "use logs(..) with LogSettings.builder().";
    private static final String REGISTRIES = "use registries(..) with RegistrySettings.builder().";
    private static final String TRAFFIC = "use traffic(..) with TrafficPolicy.builder().";

    /** Long and short names that something else decides, and what to do instead. */
    private static final ImmutableMap<String, String> DECIDED = ImmutableMap.<String, String>builder()
            .put("bip", "set the address of the bridge")
            .put("bip6", IPV6)
            .put("bridge", use("bridge"))
            .put("b", use("bridge"))
            .put("bridge-accept-fwmark", "leave it out: it is for rules of the engine, which makes none")
            .put("cgroup-parent", "leave it out: it is the daemon's slice; use resourceLimits(..) for limits")
            .put("config-file", use("configurationFile"))
            .put("containerd", use("containerd"))
            .put("containerd-namespace", NAMESPACES)
            .put("containerd-plugins-namespace", NAMESPACES)
            .put("data-root", use("dataRoot"))
            .put("default-address-pool", use("addressPool"))
            .put("default-shm-size", use("containerDefaults"))
            .put("default-ulimit", use("containerDefaults"))
            .put("dns", use("addDns"))
            .put("exec-opt", "leave it out: the slice needs native.cgroupdriver=systemd, and the engine takes one list")
            .put("exec-root", use("execRoot"))
            .put(
                    "feature",
                    "leave it out, and use imageStore(..) and containerd(..): the engine takes one list of features")
            .put("firewall-backend", "leave it out: it follows from the programs of the host")
            .put("fixed-cidr-v6", IPV6)
            .put("graph", use("dataRoot"))
            .put("g", use("dataRoot"))
            .put("group", use("socketGroup"))
            .put("G", use("socketGroup"))
            .put("help", NO_DAEMON)
            .put("host", use("socket"))
            .put("H", use("socket"))
            .put("http-proxy", REGISTRIES + "proxies(..)")
            .put("https-proxy", REGISTRIES + "proxies(..)")
            .put("icc", TRAFFIC + "interContainerTraffic(..)")
            .put("init", use("containerDefaults"))
            .put("insecure-registry", REGISTRIES + "addInsecureRegistry(..)")
            .put("ip-masq", FIREWALL)
            .put("ip6tables", FIREWALL)
            .put("iptables", FIREWALL)
            .put("ipv6", IPV6)
            .put("label", use("addLabel"))
            .put(
                    "live-restore",
                    "leave it out: it is always true, since without it a restart deletes the first daemon's bridge")
            .put("log-driver", LOGS + "driver(..)")
            .put("log-opt", LOGS + "addOption(..)")
            .put("mtu", "set the MTU of the bridge")
            .put("no-new-privileges", use("containerDefaults"))
            .put("no-proxy", REGISTRIES + "proxies(..)")
            .put("pidfile", use("pidFile"))
            .put("p", use("pidFile"))
            .put("registry-mirror", REGISTRIES + "addMirror(..)")
            .put("seccomp-profile", use("containerDefaults"))
            .put("storage-driver", use("storageDriver"))
            .put("s", use("storageDriver"))
            .put("rootless", "leave it out: the daemon runs as root")
            .put("userland-proxy", TRAFFIC + "publishedPorts(..)")
            .put("userns-remap", use("userRemap"))
            .put("validate", NO_DAEMON)
            .put("version", NO_DAEMON)
            .buildOrThrow();

    private static String use(String setter) {
        return "use " + setter + "(..)";
    }

    /** Reads an option; its name may be written with its dashes. */
    static DaemonOption of(String name, Optional<String> value) {
        String bare = CharMatcher.is('-').trimLeadingFrom(name);
        String decided = DECIDED.get(bare);
        if (decided != null) {
            throw new InvalidValueException(KIND, name, "an option that nothing else decides", decided);
        }
        if (!NAME.matcher(bare).matches()) {
            throw new InvalidValueException(
                    KIND,
                    name,
                    "the long name of an option: a-z, 0-9 and \"-\", its value apart",
                    "write e.g. addDaemonOption(\"max-concurrent-downloads\", \"5\")");
        }
        value.filter(text -> !PlainText.isOneLine(text)).ifPresent(text -> {
            throw new InvalidValueException(
                    "value of daemon option " + bare,
                    text,
                    "one line of text, without control characters",
                    "take them out");
        });
        checkNodeResourceInterface(bare, value);
        return new DaemonOption(bare, value);
    }

    /** By default the socket for plugins is the first daemon's: moby/moby issue 51347. */
    private static void checkNodeResourceInterface(String bare, Optional<String> value) {
        if (bare.equals("nri-opts")
                && value.filter(text -> text.contains("socket-path=")).isEmpty()) {
            throw new InvalidValueException(
                    KIND,
                    bare + value.map(text -> "=" + text).orElse(""),
                    "a socket-path of its own, since the default one is the same for every daemon",
                    "write e.g. addDaemonOption(\"nri-opts\", \"enable=true,socket-path=/run/docker2/nri.sock\")");
        }
    }

    /** What something else decides, with the remedy for each. */
    static ImmutableMap<String, String> decided() {
        return DECIDED;
    }

    /** The option as one argument. */
    String argument() {
        return "--" + name + value.map(text -> "=" + text).orElse("");
    }
}
