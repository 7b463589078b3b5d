package dev.outboard.systemd.daemon.part;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.Subnet;
import java.util.Optional;

/** What a receipt remembers of a daemon: the kind of the resource, and its attributes. */
public final class RememberedDaemon {
    /** The kind of the resource. */
    public static final String KIND = "daemon";

    /** The path of the daemon's socket. */
    public static final String SOCKET = "socket";

    /** The path of its process id file. */
    public static final String PID_FILE = "pid-file";

    /** The path of its execution root. */
    public static final String EXEC_ROOT = "exec-root";

    /** Its namespace in the host's containerd, if it has one there. */
    public static final String SYSTEM_NAMESPACE = "containerd-namespace";

    /** The account that the engine made for its user namespaces. */
    public static final String ENGINES_ACCOUNT = "engines-account";

    /** The range from which it gives addresses to the networks of its users. */
    public static final String POOL = "address-pool";

    private RememberedDaemon() {}

    /**
     * The resource of a daemon.
     *
     * @param name the daemon's name
     * @return its id
     */
    public static ResourceId id(DaemonName name) {
        return new ResourceId(KIND, name.toString());
    }

    /**
     * The range from which a daemon gives addresses to its networks.
     *
     * @param owned what is remembered of a resource of any kind
     * @return the range; empty if the resource is not a daemon
     */
    public static Optional<Subnet> addressPool(Owned owned) {
        return Optional.ofNullable(owned.attributes().get(POOL)).map(Subnet::of);
    }
}
