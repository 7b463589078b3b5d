package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One concern of a daemon, with all that it needs: files before the units, units of its own, and its lines in the
 * daemon's service and configuration. A part that a spec does not ask for is not there. Pure.
 */
interface DaemonPart {

    /** The parts of a daemon, in the order in which their units are named to systemd. */
    static List<DaemonPart> of(DaemonSpec spec, BridgeSpec bridge, Platform platform) {
        List<DaemonPart> parts = new ArrayList<>();
        parts.add(new EngineCompatibility(spec, platform));
        if (spec.engineDialect() == EngineDialect.DOCKERD) {
            parts.add(new DockerClient(spec));
            parts.add(new DaemonSlice(spec, platform));
        }
        parts.add(new DaemonStorage(spec));
        if (spec.networkIsolation() == NetworkIsolation.NAMESPACE) {
            parts.add(new IsolatedNetwork(spec, bridge));
        }
        containerd(spec, bridge, platform).ifPresent(parts::add);
        parts.add(new ImageStorage(spec, platform));
        parts.add(Forwarding.of(spec, bridge, platform.firewall()));
        if (spec.engineDialect() == EngineDialect.DOCKERD) {
            parts.add(new JobNetworks(spec, bridge, platform));
            parts.add(new EngineFirewall(spec, bridge, platform));
        }
        parts.add(new Containers(spec));
        spec.registries().proxies().ifPresent(settings -> parts.add(new Proxies(spec, settings, platform)));
        if (!spec.registries().certificateAuthorities().isEmpty()) {
            parts.add(new Authorities(spec));
        }
        spec.userRemap().ifPresent(remap -> parts.add(new UserNamespaces(spec, remap)));
        spec.cleanUp().ifPresent(cleanUp -> parts.add(new DaemonCleanUp(spec, cleanUp)));
        return List.copyOf(parts);
    }

    private static Optional<DaemonPart> containerd(DaemonSpec spec, BridgeSpec bridge, Platform platform) {
        return switch (spec.containerd()) {
            case SYSTEM -> Optional.empty();
            case OWN -> Optional.of(new OwnContainerd(spec, bridge, platform));
            case EMBEDDED -> Optional.of(new EmbeddedContainerd(spec));
        };
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

    /** Which of these units restart the daemon's service when they are restarted. */
    default List<UnitName> restartTheService() {
        return List.of();
    }

    /** The daemon's service with what this part changes in it. */
    default UnitFile inService(UnitFile service) {
        return service;
    }

    /** Notes what the host lacks for this part; it is a conflict of the plan, before anything is done. */
    default void check(Planning planning) {}

    /** What the part's units put on the host and is there no more; none if nobody lets us look. */
    default Optional<UnitDrift> drift(HostView host) {
        return Optional.empty();
    }

    /** What the reader of a plan that changes the daemon should know about this part, a line each. */
    default List<String> notes() {
        return List.of();
    }

    /** The same, for a part whose notes depend on the host; each query of the host is run once at most. */
    default List<String> notes(HostView host) {
        return notes();
    }

    /** Adds what the engine has to read in its configuration file; not called for Docker 1.10, which reads none. */
    default void configure(ObjectNode configuration) {}
}
