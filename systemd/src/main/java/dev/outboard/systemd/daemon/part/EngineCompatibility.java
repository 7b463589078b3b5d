package dev.outboard.systemd.daemon.part;

import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.options.EngineOption;
import dev.outboard.systemd.platform.EngineFeature;
import dev.outboard.systemd.platform.RemovedFeature;
import java.util.List;

/**
 * What a spec asks for against what the host's engine has: what was removed, or came later, is a conflict that names the
 * version.
 *
 * @param daemon the daemon
 */
record EngineCompatibility(DaemonContext daemon) implements DaemonPart {
    /** The first engine that takes everything which is written for {@link EngineDialect#DOCKERD}. */
    private static final EngineVersion OLDEST = EngineVersion.of("20.10");

    private static final String COMMAND_1_10 = "docker daemon";

    private static final List<String> LOOPBACK = List.of("127.", "localhost", "::1", "[::1]");

    /** The form of Docker 1.10 is refused only by an engine that is there: a host that only records takes it. */
    @Override
    public void check(Planning planning) {
        if (daemon.spec().engineDialect() == EngineDialect.DOCKER_1_10) {
            daemon.platform()
                    .engine()
                    .ifPresent(found ->
                            checkRemoved(RemovedFeature.Kind.COMMAND, "engineDialect", COMMAND_1_10, planning));
            return;
        }
        daemon.platform()
                .engine()
                .filter(found -> !found.isAtLeast(OLDEST))
                .ifPresent(found -> conflict(
                        "engine",
                        daemon.platform().engineText(),
                        "Docker " + OLDEST
                                + " or newer: older ones have no address pools or namespaces of containerd to set",
                        "install a newer engine",
                        planning));
        checkRemoved(
                RemovedFeature.Kind.STORAGE_DRIVER,
                "storageDriver",
                daemon.spec().storageDriver(),
                planning);
        daemon.spec()
                .logs()
                .driver()
                .ifPresent(driver -> checkRemoved(RemovedFeature.Kind.LOG_DRIVER, "logDriver", driver, planning));
        daemon.spec()
                .logs()
                .options()
                .keySet()
                .forEach(option -> checkRemoved(RemovedFeature.Kind.LOG_OPTION, "logOption", option, planning));
        daemon.spec().engineOptions().forEach(option -> checkOption(option, planning));
    }

    /** Where nothing is named, an engine takes every registry at a loopback address for insecure. */
    @Override
    public List<String> notes() {
        List<String> registries = daemon.spec().registries().insecureRegistries();
        EngineVersion since = EngineFeature.LOOPBACK_REGISTRIES_ARE_LISTED.since();
        boolean isReplaced = !registries.isEmpty()
                && registries.stream().noneMatch(EngineCompatibility::isLoopback)
                && daemon.platform()
                        .engine()
                        .filter(found -> found.isAtLeast(since))
                        .isPresent();
        return isReplaced
                ? List.of(
                        "from Docker " + since + " on, insecure registries that are named replace the default ones; if"
                                + " jobs use a registry at 127.0.0.1, call addInsecureRegistry(\"127.0.0.0/8\") as well")
                : List.of();
    }

    private static boolean isLoopback(String registry) {
        return LOOPBACK.stream().anyMatch(registry::startsWith);
    }

    private void checkOption(EngineOption<?> option, Planning planning) {
        option.removedIn()
                .map(EngineVersion::of)
                .filter(daemon.platform()::engineIsAtLeast)
                .ifPresent(version ->
                        conflict("daemonOption", option.name(), removed(version), option.remedy(), planning));
        option.since()
                .map(EngineVersion::of)
                .filter(version -> !daemon.platform().engineIsAtLeast(version))
                .ifPresent(version -> conflict(
                        "daemonOption",
                        option.name(),
                        "an option of " + daemon.platform().engineText() + "; it came with Docker " + version,
                        "leave it out, or install a newer engine",
                        planning));
    }

    private String removed(EngineVersion version) {
        return "what " + daemon.platform().engineText() + " has; this was removed in Docker " + version;
    }

    private void checkRemoved(RemovedFeature.Kind kind, String property, String name, Planning planning) {
        RemovedFeature.find(kind, name)
                .filter(feature -> daemon.platform().engineIsAtLeast(feature.removedIn()))
                .ifPresent(
                        feature -> conflict(property, name, removed(feature.removedIn()), feature.instead(), planning));
    }

    private void conflict(String property, String found, String expected, String remedy, Planning planning) {
        planning.conflict(new Problem(property, found, expected, remedy)
                .of("daemon " + daemon.spec().name()));
    }
}
