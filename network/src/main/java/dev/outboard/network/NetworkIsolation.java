package dev.outboard.network;

/** How far the network of a daemon is apart from the host's. */
public enum NetworkIsolation {
    /**
     * The daemon is in the host's network, and leaves the firewall alone: forwarding and NAT for its containers are
     * Outboard's. Ports that its containers publish are the host's.
     */
    SHARED,
    /**
     * The daemon and its containerd are in a network namespace of their own, with the bridge, and the daemon makes its
     * own firewall there. Ports that its containers publish answer at the namespace's address, which only the host
     * itself reaches; a container with the host's network has the namespace's. This keeps the firewalls of the two
     * daemons apart. It is not a boundary for clients of the daemon's socket, who can do on the host what root can.
     */
    NAMESPACE
}
