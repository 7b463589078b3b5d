package dev.outboard.systemd.daemon.part;

import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the parts that a daemon has. */
public final class DaemonParts {
    private DaemonParts() {}

    /**
     * The parts that a spec asks for.
     *
     * @param daemon the daemon
     * @return its parts, in the order in which their units are named to systemd
     */
    public static List<DaemonPart> of(DaemonContext daemon) {
        DaemonSpec spec = daemon.spec();
        boolean isModern = spec.engineDialect() == EngineDialect.DOCKERD;
        List<DaemonPart> parts = new ArrayList<>();
        parts.add(new EngineCompatibility(daemon));
        if (isModern) {
            parts.add(new DaemonSlice(daemon));
        }
        parts.add(new DaemonStorage(daemon));
        if (spec.networkIsolation() == NetworkIsolation.NAMESPACE) {
            parts.add(new IsolatedNetwork(spec, daemon.bridge()));
        }
        containerd(daemon).ifPresent(parts::add);
        parts.add(new ImageStorage(daemon));
        parts.add(Forwarding.of(spec, daemon.bridge(), daemon.platform().firewall()));
        if (isModern) {
            parts.add(new JobNetworks(daemon));
            parts.add(new EngineFirewall(daemon));
        }
        parts.add(new Containers(daemon));
        spec.registries().proxies().ifPresent(settings -> parts.add(new Proxies(daemon, settings)));
        if (!spec.registries().certificateAuthorities().isEmpty()) {
            parts.add(new Authorities(daemon));
        }
        spec.userRemap().ifPresent(remap -> parts.add(new UserNamespaces(daemon, remap)));
        spec.cleanUp().ifPresent(cleanUp -> parts.add(new DaemonCleanUp(daemon, cleanUp)));
        return List.copyOf(parts);
    }

    private static Optional<DaemonPart> containerd(DaemonContext daemon) {
        return switch (daemon.spec().containerd()) {
            case SYSTEM -> Optional.empty();
            case OWN -> Optional.of(new OwnContainerd(daemon));
            case EMBEDDED -> Optional.of(new EmbeddedContainerd(daemon));
        };
    }
}
