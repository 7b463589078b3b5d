package dev.outboard.systemd.container;

import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.HostName;

/**
 * Another container that this one finds under a host name: {@code docker run --link}.
 *
 * @param container the other container
 * @param alias the host name for it
 */
public record Link(ContainerName container, HostName alias) {

    /**
     * Reads a link.
     *
     * @param link the other container's name, with {@code :alias} behind it or without
     * @return the link
     * @throws dev.outboard.core.failure.InvalidValueException if a name is wrong
     */
    public static Link of(String link) {
        int colon = link.indexOf(':');
        String container = colon < 0 ? link : link.substring(0, colon);
        return new Link(ContainerName.of(container), HostName.of(link.substring(colon + 1)));
    }

    /**
     * The link as Docker's {@code --link} takes it.
     *
     * @return for example {@code gitlab:gitlab.example}
     */
    @Override
    public String toString() {
        return container + ":" + alias;
    }
}
