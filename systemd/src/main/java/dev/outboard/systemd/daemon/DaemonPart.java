package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.outboard.core.desired.ManagedFile;
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
        return ImmutableList.<DaemonPart>builder()
                .add(new EngineCompatibility(spec, platform))
                .addAll(
                        spec.engineDialect() == EngineDialect.DOCKERD
                                ? List.of(new DaemonSlice(spec, platform))
                                : List.of())
                .add(new DaemonStorage(spec), Forwarding.of(spec, bridge, platform.firewall()), new Containers(spec))
                .addAll(spec.proxies().stream()
                        .map(settings -> new Proxies(spec, settings, platform))
                        .toList())
                .addAll(spec.certificateAuthorities().isEmpty() ? List.of() : List.of(new Authorities(spec)))
                .addAll(spec.userRemap().stream()
                        .map(remap -> new UserNamespaces(spec, remap))
                        .toList())
                .addAll(spec.cleanUp().stream()
                        .map(cleanUp -> new DaemonCleanUp(spec, cleanUp))
                        .toList())
                .build();
    }

    /** What stands on the host before the daemon's directories. */
    default List<Resource> ground() {
        return List.of();
    }

    /** What stands on the host before the units. */
    default List<Resource> resources() {
        return List.of();
    }

    /** Which of these the daemon's service reads when it starts, and not again. */
    default List<ManagedFile> readByService() {
        return List.of();
    }

    /**
     * Units beside the daemon's own two, which come after them. A service that runs on and on belongs into the daemon's
     * slice: {@link DaemonSlice#placed}.
     */
    default List<ManagedUnit> units() {
        return List.of();
    }

    /** The daemon's service with what this part changes in it. */
    default UnitFile inService(UnitFile service) {
        return service;
    }

    /** Notes what the host lacks for this part; it is a conflict of the plan, before anything is done. */
    default void check(Planning planning) {}

    /** What the reader of a plan that changes the daemon should know about this part, a line each. */
    default List<String> notes() {
        return List.of();
    }

    /** Adds what the engine has to read in its configuration file; not called for Docker 1.10, which reads none. */
    default void configure(ObjectNode configuration) {}
}
