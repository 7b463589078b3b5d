package dev.outboard.systemd.options;

/**
 * Which containerd runs the containers of a daemon. The first daemon uses the host's, in its namespace {@code moby}; in
 * every mode a second daemon has namespaces of its own, named after it.
 */
public enum Containerd {
    /** The host's containerd, with namespaces of the daemon's own. */
    SYSTEM,
    /**
     * A containerd of the daemon's own, by a unit of its own. Nothing of it is shared with the first daemon: program
     * state, images and layers lie below the daemon's directories, and a restart of the host's containerd is none of it.
     */
    OWN,
    /**
     * One that the engine starts itself. Every engine does so only where the host has no containerd: if the socket
     * {@code /run/containerd/containerd.sock} is there, it takes that one. So this is for hosts with Docker's static
     * programs; elsewhere it is refused, and {@link #OWN} gives the same isolation.
     */
    EMBEDDED
}
