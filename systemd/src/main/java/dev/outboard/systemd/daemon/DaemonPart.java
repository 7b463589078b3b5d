package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.platform.Platform;
import java.util.List;

/**
 * One concern of a daemon, with all that it needs: files before the units, units of its own, and its lines in the
 * daemon's service and configuration. A part that a spec does not ask for is not there. Pure.
 */
interface DaemonPart {

    /** The parts of a daemon, in the order in which their units are named to systemd. */
    static List<DaemonPart> of(DaemonSpec spec, BridgeSpec bridge, Platform platform) {
        return List.of(new Forwarding(spec, bridge));
    }

    /** What stands on the host before the units. */
    default List<Resource> resources() {
        return List.of();
    }

    /** Units beside the daemon's own two, which come after them. */
    default List<ManagedUnit> units() {
        return List.of();
    }

    /** The daemon's service with what this part changes in it. */
    default UnitFile inService(UnitFile service) {
        return service;
    }

    /** Notes what the host lacks for this part; it is a conflict of the plan, before anything is done. */
    default void check(Planning planning) {}

    /** Adds what the engine has to read in its configuration file; not called for Docker 1.10, which reads none. */
    default void configure(ObjectNode configuration) {}
}
