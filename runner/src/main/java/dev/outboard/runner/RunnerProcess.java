package dev.outboard.runner;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.runner.configuration.Settings;
import dev.outboard.systemd.options.ProxySettings;
import java.time.Duration;
import java.util.Optional;

/**
 * A process of GitLab Runner. It reads one {@code config.toml} and serves every {@link RunnerSpec} that names it, so that
 * several runners can share one process, also runners for several daemons.
 *
 * <p>Two runners share a process if theirs are equal; two processes of a stack that differ need different names.
 */
public sealed interface RunnerProcess permits ContainerProcess, HostProcess {
    /** How long jobs may go on when the process has to end, unless a spec says otherwise: one hour, a project's default. */
    Duration DEFAULT_DRAIN_LIMIT = Duration.ofHours(1);

    /** Where processes have their configurations unless they say otherwise. */
    AbsolutePath CONFIGURATIONS = AbsolutePath.of("/srv/gitlab-runner");

    /**
     * The name of its container, or of its unit.
     *
     * @return the name
     */
    ContainerName name();

    /**
     * The host's directory with {@code config.toml} and the runner's system id. It has to outlive the process.
     *
     * @return the directory
     */
    AbsolutePath configurationDirectory();

    /**
     * The keys of {@code config.toml} that concern the whole process.
     *
     * @return the settings
     */
    Settings settings();

    /**
     * The proxies by which the process reaches GitLab. Those of its jobs are their own matter, and those of images the
     * daemon's.
     *
     * @return the proxies, or empty for none
     */
    Optional<ProxySettings> proxies();

    /**
     * How long running jobs may go on when the process has to end, before they are given up.
     *
     * @return whole seconds
     */
    Duration drainLimit();

    /**
     * Where the process reads its configuration.
     *
     * @return {@code config.toml} on the host
     */
    default AbsolutePath configurationFile() {
        return configurationDirectory().resolve("config.toml");
    }
}
