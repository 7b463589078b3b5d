package dev.outboard.systemd.docker;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.host.Host;
import dev.outboard.core.value.SocketPath;

/** The daemons of one host: behind their sockets, or behind {@code docker} commands where no daemon runs yet. */
final class HostEngines implements Engines {
    private final Host host;
    private final Engines running;

    HostEngines(Host host) {
        this.host = requireNonNull(host, "host is null");
        this.running = DockerJavaEngines.on(host);
    }

    @Override
    public Engine open(SocketPath socket) {
        return host.reach(socket).isPresent() ? running.open(socket) : new CommandLineEngine(host, socket);
    }

    @Override
    public Engine openForQuestions(SocketPath socket) {
        return host.reach(socket).isPresent() ? running.openForQuestions(socket) : open(socket);
    }
}
