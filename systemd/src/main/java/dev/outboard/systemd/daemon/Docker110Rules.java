package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.Problems;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ImageStore;
import dev.outboard.systemd.options.ResourceLimits;

/**
 * What can't be said to Docker 1.10, or is not rendered for it. The release notes of Docker 1.13 and 17.06 have most of
 * the options that are refused; {@code SSL_CERT_DIR} came with Go 1.7, and with Docker 1.13 again.
 */
final class Docker110Rules {
    private static final String LEAVE_OUT = "leave it out";
    private static final String LATER = "leave it out, or use engineDialect(DOCKERD)";

    private final DaemonSpec.Builder builder;
    private final Problems problems;

    private Docker110Rules(DaemonSpec.Builder builder, Problems problems) {
        this.builder = builder;
        this.problems = problems;
    }

    /** Notes every value of a spec for Docker 1.10 that it does not take. */
    static void check(DaemonSpec.Builder builder, Containerd containerd, Problems problems) {
        if (builder.engineDialect == EngineDialect.DOCKER_1_10) {
            Docker110Rules rules = new Docker110Rules(builder, problems);
            rules.checkPlaces(containerd);
            rules.checkNetwork();
            rules.checkOptions();
        }
    }

    private void checkPlaces(Containerd containerd) {
        if (!builder.resourceLimits.equals(ResourceLimits.UNLIMITED)) {
            refuse(
                    "resourceLimits",
                    builder.resourceLimits,
                    "none, since what is rendered for Docker 1.10 has no slice",
                    LEAVE_OUT);
        }
        if (containerd != Containerd.SYSTEM) {
            refuse("containerd", containerd, "nothing, since Docker 1.10 has no containerd", LEAVE_OUT);
        }
        if (builder.imageStore != ImageStore.GRAPH_DRIVER) {
            refuse("imageStore", builder.imageStore, "GRAPH_DRIVER, since Docker 1.10 has no other", LEAVE_OUT);
        }
    }

    private void checkNetwork() {
        if (builder.networkIsolation != NetworkIsolation.SHARED) {
            refuse(
                    "networkIsolation",
                    builder.networkIsolation,
                    "SHARED, since Docker 1.10 was not tested with a namespace",
                    LEAVE_OUT);
        }
        if (builder.texts.containsKey("addressPool")) {
            refuse(
                    "addressPool",
                    builder.texts.get("addressPool"),
                    "none, since Docker 1.10 has no address pools",
                    LEAVE_OUT);
        }
        if (!builder.traffic.publishedPorts()) {
            refuse("publishedPorts", false, "true (publishedPorts(false) is not supported for Docker 1.10)", LEAVE_OUT);
        }
    }

    private void checkOptions() {
        if (builder.containerDefaults.noNewPrivileges()
                || builder.containerDefaults.init()
                || builder.containerDefaults.seccompProfile().isPresent()
                || builder.containerDefaults.sharedMemory().isPresent()) {
            refuse(
                    "containerDefaults",
                    builder.containerDefaults,
                    "ulimits alone, since Docker 1.10 has no other defaults",
                    LATER);
        }
        if (!builder.registries.certificateAuthorities().isEmpty()) {
            refuse(
                    "certificateAuthority",
                    builder.registries.certificateAuthorities(),
                    "none, since Docker 1.10 has no other place for them than /etc/docker/certs.d",
                    LATER);
        }
        builder.settings.forEach((name, setting) ->
                refuse(name, setting, "none, since Docker 1.10 reads no configuration file here", LATER));
    }

    private void refuse(String property, Object found, String expected, String remedy) {
        problems.add(property, found.toString(), expected, remedy);
    }
}
