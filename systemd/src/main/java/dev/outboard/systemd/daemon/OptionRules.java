package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.Problems;

/** What the typed options of a daemon owe one another. */
final class OptionRules {
    private static final String LATER = "leave it out, or use engineDialect(DOCKERD)";

    private OptionRules() {}

    static void check(DaemonSpec.Builder builder, Problems problems) {
        if (builder.engineDialect == EngineDialect.DOCKER_1_10) {
            checkOfDocker110(builder, problems);
        }
    }

    /** The release notes of Docker 1.13 and 17.06 have these; SSL_CERT_DIR came with Go 1.7, and Docker 1.13 again. */
    private static void checkOfDocker110(DaemonSpec.Builder builder, Problems problems) {
        if (builder.containerDefaults.noNewPrivileges()
                || builder.containerDefaults.init()
                || builder.containerDefaults.seccompProfile().isPresent()
                || builder.containerDefaults.sharedMemory().isPresent()) {
            problems.add(
                    "containerDefaults",
                    builder.containerDefaults.toString(),
                    "ulimits alone, since Docker 1.10 has no other defaults",
                    LATER);
        }
        if (!builder.registries.certificateAuthorities().isEmpty()) {
            problems.add(
                    "certificateAuthority",
                    builder.registries.certificateAuthorities().toString(),
                    "none, since Docker 1.10 has no other place for them than /etc/docker/certs.d",
                    LATER);
        }
    }
}
