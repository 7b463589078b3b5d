package dev.outboard.systemd.vendor;

import com.google.common.collect.ImmutableSet;
import dev.outboard.systemd.engine.BuilderCall;
import java.util.Locale;

/** What becomes of each environment variable that the first daemon is given. */
final class EngineVariables {
    /** Where programs, libraries, kernel modules and locales are; and that the root file system can't be pivoted. */
    private static final ImmutableSet<String> PACKAGING = ImmutableSet.of(
            "DOCKER_RAMDISK", "LANG", "LD_LIBRARY_PATH", "LOCALE_ARCHIVE", "MODULE_DIR", "PATH", "TZDIR");

    /** What Outboard sets, what only the client reads, and how a crash of the engine is told. */
    private static final ImmutableSet<String> OURS = ImmutableSet.of(
            "DOCKER_CERT_PATH", "DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_TMPDIR", "GOTRACEBACK", "TMPDIR");

    private static final ImmutableSet<String> PROXIES =
            ImmutableSet.of("all_proxy", "http_proxy", "https_proxy", "no_proxy");

    private static final ImmutableSet<String> AUTHORITIES = ImmutableSet.of("SSL_CERT_DIR", "SSL_CERT_FILE");

    private EngineVariables() {}

    static boolean isPackaging(String name) {
        return PACKAGING.contains(name);
    }

    static boolean isOurs(String name) {
        return OURS.contains(name);
    }

    /** Whether an engine is known to read a variable. */
    static boolean isEngines(String name) {
        return callFor(name) != BuilderCall.DROP_IN;
    }

    static BuilderCall callFor(String name) {
        if (PROXIES.contains(name.toLowerCase(Locale.ROOT))) {
            return BuilderCall.PROXIES;
        }
        return AUTHORITIES.contains(name) ? BuilderCall.REGISTRIES : BuilderCall.DROP_IN;
    }
}
