package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.options.ContainerDefaults;
import java.util.List;
import java.util.Optional;

/**
 * What a daemon gives its containers unless they ask for something else.
 *
 * @param daemon the daemon
 */
record Containers(DaemonContext daemon) implements DaemonPart {
    /** Where the engine looks for its init: the service's path. */
    private static final List<AbsolutePath> INIT = List.of(
            AbsolutePath.of("/usr/bin/docker-init"),
            AbsolutePath.of("/usr/local/bin/docker-init"),
            AbsolutePath.of("/usr/libexec/docker/docker-init"),
            AbsolutePath.of("/usr/local/libexec/docker/docker-init"));

    private ContainerDefaults defaults() {
        return daemon.spec().containerDefaults();
    }

    private Optional<ManagedFile> seccompFile() {
        return defaults()
                .seccompProfile()
                .map(profile -> ManagedFile.ofText(
                        daemon.spec().configurationDirectory().resolve("seccomp.json"), profile.json()));
    }

    @Override
    public List<Resource> resources() {
        return List.copyOf(readByService());
    }

    @Override
    public List<ManagedFile> readByService() {
        return seccompFile().stream().toList();
    }

    @Override
    public void check(Planning planning) {
        if (defaults().init()
                && !daemon.spec().daemonOptionNames().contains("init-path")
                && INIT.stream().allMatch(planning.host()::lacks)) {
            planning.conflict(new Problem(
                            "containerDefaults: init",
                            "no program docker-init",
                            "docker-init beside the engine; without it no container would start",
                            "install it, on Debian with \"apt-get install tini\", or leave init out")
                    .of("daemon " + daemon.spec().name()));
        }
    }

    @Override
    public void configure(ObjectNode configuration) {
        if (defaults().noNewPrivileges()) {
            configuration.put("no-new-privileges", true);
        }
        if (defaults().init()) {
            configuration.put("init", true);
        }
        seccompFile()
                .ifPresent(
                        file -> configuration.put("seccomp-profile", file.path().toString()));
        defaults().sharedMemory().ifPresent(size -> configuration.put("default-shm-size", size.toString()));
        if (!defaults().ulimits().isEmpty()) {
            ObjectNode ulimits = configuration.putObject("default-ulimits");
            defaults()
                    .ulimits()
                    .forEach(limit -> ulimits.putObject(limit.name())
                            .put("Name", limit.name())
                            .put("Soft", limit.soft())
                            .put("Hard", limit.hard()));
        }
    }
}
