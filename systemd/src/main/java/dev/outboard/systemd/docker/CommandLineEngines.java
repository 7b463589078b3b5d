package dev.outboard.systemd.docker;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.host.Host;
import dev.outboard.core.value.SocketPath;

/**
 * Daemons whose orders become {@code docker} commands on a host. Made for hosts that only record, where a script does
 * later what an engine would do now: so there is no running state to ask for, no container and no image is ever there,
 * and every step is written down.
 */
public final class CommandLineEngines implements Engines {
    private final Host host;

    /**
     * Engines that write to a host.
     *
     * @param host where the commands go; closing an engine does not close it
     */
    public CommandLineEngines(Host host) {
        this.host = requireNonNull(host, "host is null");
    }

    @Override
    public Engine open(SocketPath socket) {
        return new CommandLineEngine(host, socket);
    }
}
