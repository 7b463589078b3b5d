package dev.outboard.systemd.daemon;

import dev.outboard.core.failure.Problems;
import dev.outboard.systemd.options.CertificateAuthority;
import dev.outboard.systemd.options.LogLimits;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the typed options of a daemon owe one another. */
final class OptionRules {
    private static final String LATER = "leave it out, or use engineDialect(DOCKERD)";

    private OptionRules() {}

    static void check(DaemonSpec.Builder builder, Problems problems) {
        checkLogLimits(builder, problems);
        checkAuthorities(builder, problems);
        if (builder.engineDialect == EngineDialect.DOCKER_1_10) {
            checkOfDocker110(builder, problems);
        }
    }

    private static void checkLogLimits(DaemonSpec.Builder builder, Problems problems) {
        if (builder.logLimits == null) {
            return;
        }
        String driver = builder.texts.getOrDefault("logDriver", LogLimits.defaultDriver());
        if (!LogLimits.areKeptBy(driver)) {
            problems.add(
                    "logLimits",
                    builder.logLimits + " with the driver " + driver,
                    "a driver that keeps files: json-file or local",
                    "leave the limits out, and limit the logs where this driver sends them");
        }
        builder.logLimits.options().keySet().stream()
                .filter(builder.logOptions::containsKey)
                .forEach(option -> problems.add(
                        "logOption", option, "nothing that logLimits(..) says already", "leave one of the two out"));
    }

    private static void checkAuthorities(DaemonSpec.Builder builder, Problems problems) {
        Set<String> names = new LinkedHashSet<>();
        for (CertificateAuthority authority : builder.certificateAuthorities) {
            if (!names.add(authority.name())) {
                problems.add(
                        "certificateAuthority", authority.name(), "each name once", "name one of the two otherwise");
            }
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
        if (!builder.certificateAuthorities.isEmpty()) {
            problems.add(
                    "certificateAuthority",
                    builder.certificateAuthorities.toString(),
                    "none, since Docker 1.10 has no other place for them than /etc/docker/certs.d",
                    LATER);
        }
    }
}
