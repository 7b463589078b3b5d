package dev.outboard.systemd.daemon.part;

import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.AddressPool;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.platform.Platform;

/**
 * A daemon and what its parts need to know beside its spec.
 *
 * @param spec the daemon
 * @param bridge its bridge
 * @param pool the range for the networks that its users create
 * @param platform what the host offers
 */
public record DaemonContext(DaemonSpec spec, BridgeSpec bridge, AddressPool pool, Platform platform) {
    /**
     * Chooses the pool of a daemon that names none.
     *
     * @param spec the daemon
     * @param bridge its bridge
     * @param platform what the host offers
     * @return the context of the daemon's parts
     * @throws dev.outboard.core.failure.InvalidSpecException if the spec names no address pool and none follows the
     *     bridge's subnet, or the pool overlaps that subnet
     */
    public static DaemonContext of(DaemonSpec spec, BridgeSpec bridge, Platform platform) {
        return new DaemonContext(spec, bridge, spec.addressPool(bridge), platform);
    }

    /**
     * The comment at the top of each of the daemon's units.
     *
     * @param origin where the unit's text comes from, for example {@code generated}
     * @return two lines
     */
    public String unitComment(String origin) {
        return UnitComment.of(spec, origin);
    }
}
