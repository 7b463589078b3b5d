package dev.outboard.systemd.daemon;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Values;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.RegistrySettings;
import dev.outboard.systemd.options.ResourceLimits;

/**
 * What can't be said to Docker 1.10, or is not rendered for it. The release notes of Docker 1.13 and 17.06 have most of
 * the options that are refused; {@code SSL_CERT_DIR} came with Go 1.7, and with Docker 1.13 again.
 */
final class Docker110Rules {
    private static final String LEAVE_OUT = "leave it out";
    private static final String LATER = "leave it out, or use engineDialect(DOCKERD)";

    private final Values values;
    private final Problems problems;

    private Docker110Rules(Values values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    /** Notes every value that Docker 1.10 does not take. */
    static void check(Values values, Problems problems) {
        Docker110Rules rules = new Docker110Rules(values, problems);
        rules.checkPlaces();
        rules.checkNetwork();
        rules.checkOptions();
    }

    private void checkPlaces() {
        ResourceLimits limits = values.get(DaemonProperties.RESOURCE_LIMITS);
        if (!limits.equals(ResourceLimits.UNLIMITED)) {
            refuse("resourceLimits", limits, "none, since what is rendered for Docker 1.10 has no slice", LEAVE_OUT);
        }
        Containerd containerd = values.get(DaemonProperties.CONTAINERD);
        if (containerd != Containerd.SYSTEM) {
            refuse("containerd", containerd, "nothing, since Docker 1.10 has no containerd", LEAVE_OUT);
        }
        ImageStore imageStore = values.get(DaemonProperties.IMAGE_STORE);
        if (imageStore != ImageStore.GRAPH_DRIVER) {
            refuse("imageStore", imageStore, "GRAPH_DRIVER, since Docker 1.10 has no other", LEAVE_OUT);
        }
    }

    private void checkNetwork() {
        NetworkIsolation isolation = values.get(DaemonProperties.NETWORK_ISOLATION);
        if (isolation != NetworkIsolation.SHARED) {
            refuse(
                    "networkIsolation",
                    isolation,
                    "SHARED, since Docker 1.10 was not tested with a namespace",
                    LEAVE_OUT);
        }
        values.find(DaemonProperties.ADDRESS_POOL)
                .ifPresent(pool ->
                        refuse("addressPool", pool.base(), "none, since Docker 1.10 has no address pools", LEAVE_OUT));
        if (!values.get(DaemonProperties.TRAFFIC).publishedPorts()) {
            refuse("publishedPorts", false, "true (publishedPorts(false) is not supported for Docker 1.10)", LEAVE_OUT);
        }
    }

    private void checkOptions() {
        ContainerDefaults defaults = values.get(DaemonProperties.CONTAINER_DEFAULTS);
        if (defaults.noNewPrivileges()
                || defaults.init()
                || defaults.seccompProfile().isPresent()
                || defaults.sharedMemory().isPresent()) {
            refuse("containerDefaults", defaults, "ulimits alone, since Docker 1.10 has no other defaults", LATER);
        }
        RegistrySettings registries = values.get(DaemonProperties.REGISTRIES);
        if (!registries.certificateAuthorities().isEmpty()) {
            refuse(
                    "certificateAuthority",
                    registries.certificateAuthorities(),
                    "none, since Docker 1.10 has no other place for them than /etc/docker/certs.d",
                    LATER);
        }
        values.get(DaemonProperties.SETTINGS)
                .forEach((name, setting) ->
                        refuse(name, setting, "none, since Docker 1.10 reads no configuration file here", LATER));
    }

    private void refuse(String property, Object found, String expected, String remedy) {
        problems.add(property, found.toString(), expected, remedy);
    }
}
