package dev.outboard.systemd.vendor;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * What becomes of each option of the engine: of its command line, and of its configuration file, where some have other
 * names. The names are those of dockerd's reference.
 */
final class EngineOptions {
    /** Paths that belong to the package that brings the engine. They stay on the command line. */
    private static final ImmutableSet<String> PACKAGING =
            ImmutableSet.of("add-runtime", "containerd", "default-runtime", "init-path", "userland-proxy-path");

    /** What Outboard sets for every daemon, or decides with it; and TLS, which is for listeners on TCP alone. */
    private static final ImmutableSet<String> OURS = ImmutableSet.of(
            "G",
            "H",
            "b",
            "bip",
            "bip6",
            "bridge",
            "bridge-accept-fwmark",
            "config-file",
            "containerd",
            "containerd-namespace",
            "containerd-plugin-namespace",
            "containerd-plugins-namespace",
            "data-root",
            "default-address-pool",
            "default-address-pools",
            "default-gateway",
            "default-gateway-v6",
            "exec-opt",
            "exec-opts",
            "exec-root",
            "firewall-backend",
            "fixed-cidr",
            "fixed-cidr-v6",
            "g",
            "graph",
            "group",
            "host",
            "hosts",
            "ip-forward",
            "ip-forward-no-drop",
            "ip-masq",
            "ip6tables",
            "iptables",
            "ipv6",
            "live-restore",
            "p",
            "pidfile",
            "s",
            "storage-driver",
            "tls",
            "tlscacert",
            "tlscert",
            "tlskey",
            "tlsverify",
            "userland-proxy");

    private static final ImmutableMap<String, BuilderCall> CALLS = ImmutableMap.<String, BuilderCall>builder()
            .put("builder", BuilderCall.CLEAN_UP)
            .put("cgroup-parent", BuilderCall.RESOURCE_LIMITS)
            .put("default-shm-size", BuilderCall.CONTAINER_DEFAULTS)
            .put("default-ulimit", BuilderCall.CONTAINER_DEFAULTS)
            .put("default-ulimits", BuilderCall.CONTAINER_DEFAULTS)
            .put("dns", BuilderCall.ADD_DNS)
            .put("feature", BuilderCall.IMAGE_STORE)
            .put("features", BuilderCall.IMAGE_STORE)
            .put("http-proxy", BuilderCall.PROXIES)
            .put("https-proxy", BuilderCall.PROXIES)
            .put("icc", BuilderCall.TRAFFIC)
            .put("init", BuilderCall.CONTAINER_DEFAULTS)
            .put("insecure-registries", BuilderCall.REGISTRIES)
            .put("insecure-registry", BuilderCall.REGISTRIES)
            .put("label", BuilderCall.ADD_LABEL)
            .put("labels", BuilderCall.ADD_LABEL)
            .put("log-driver", BuilderCall.LOGS)
            .put("log-opt", BuilderCall.LOGS)
            .put("log-opts", BuilderCall.LOGS)
            .put("mtu", BuilderCall.BRIDGE_MTU)
            .put("no-new-privileges", BuilderCall.CONTAINER_DEFAULTS)
            .put("no-proxy", BuilderCall.PROXIES)
            .put("proxies", BuilderCall.PROXIES)
            .put("registry-mirror", BuilderCall.REGISTRIES)
            .put("registry-mirrors", BuilderCall.REGISTRIES)
            .put("seccomp-profile", BuilderCall.CONTAINER_DEFAULTS)
            .put("storage-opt", BuilderCall.STORAGE)
            .put("storage-opts", BuilderCall.STORAGE)
            .put("userns-remap", BuilderCall.USER_REMAP)
            .buildOrThrow();

    /** Short options, and keys of the configuration file, whose long options have other names. */
    private static final ImmutableMap<String, String> FLAGS = ImmutableMap.<String, String>builder()
            .put("D", "debug")
            .put("authorization-plugins", "authorization-plugin")
            .put("cdi-spec-dirs", "cdi-spec-dir")
            .put("default-network-opts", "default-network-opt")
            .put("dns-opts", "dns-opt")
            .put("l", "log-level")
            .put("node-generic-resources", "node-generic-resource")
            .put("nri-opts", "nri-opt")
            .put("runtimes", "add-runtime")
            .buildOrThrow();

    private EngineOptions() {}

    /** The name by which a command line has an option that a command line or a configuration file sets. */
    static String flag(String setting) {
        String name = CharMatcher.is('-').trimLeadingFrom(setting);
        return FLAGS.getOrDefault(name, name);
    }

    static boolean isPackaging(String name) {
        return PACKAGING.contains(name);
    }

    static boolean isOurs(String name) {
        return OURS.contains(name);
    }

    /** The call that sets an option for another daemon; those without a call of their own can be given by name. */
    static BuilderCall callFor(String name, boolean hasValue) {
        BuilderCall call = CALLS.get(name);
        if (call != null) {
            return call;
        }
        return hasValue ? BuilderCall.DAEMON_OPTION : BuilderCall.DAEMON_FLAG;
    }

    /** Whether a value leaves an option as every engine has it. */
    static boolean isDefault(String name, String value) {
        return name.equals("icc") ? value.equals("true") : value.equals("false");
    }
}
