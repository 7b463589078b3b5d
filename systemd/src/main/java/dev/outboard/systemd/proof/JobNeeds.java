package dev.outboard.systemd.proof;

import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.core.value.SocketPath;
import dev.outboard.systemd.container.Bind;
import java.util.List;

/**
 * What jobs need of the daemon that they run on.
 *
 * @param servers the servers that they must reach
 * @param volumes what they have of the host
 * @param dockerUsers the names of the runners whose jobs use the daemon itself, at {@link #DOCKER_SOCKET}
 */
public record JobNeeds(List<HttpUrl> servers, List<Bind> volumes, List<String> dockerUsers) {
    /** Where jobs find the daemon; Docker's client looks there by itself. */
    public static final SocketPath DOCKER_SOCKET = SocketPath.of("/var/run/docker.sock");

    /**
     * Creates it.
     *
     * @param servers the servers that they must reach
     * @param volumes what they have of the host
     * @param dockerUsers the names of the runners whose jobs use the daemon itself
     */
    public JobNeeds {
        servers = List.copyOf(servers);
        volumes = List.copyOf(volumes);
        dockerUsers = List.copyOf(dockerUsers);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
