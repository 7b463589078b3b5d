package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.Mtu;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.host.NetworkState;
import dev.outboard.systemd.platform.EngineFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The networks that jobs create. Several options of the engine hold for its default network only; where the engine has a
 * counterpart for other networks, it is set as well, and what has none is told in the plan.
 *
 * @param daemon the daemon
 */
public record JobNetworks(DaemonContext daemon) implements DaemonPart {
    private static final EngineFeature OPTIONS = EngineFeature.DEFAULT_NETWORK_OPTIONS;
    private static final String USERS_OWN = "default-network-opt";

    /** The MTU of a bridge that is told nothing, as the kernel makes it. */
    private static final int DEFAULT_MTU = 1500;

    private static final List<String> DEFAULT_NETWORK_ONLY = List.of("default-gateway", "fixed-cidr");

    /** The options of the driver {@code bridge} that the spec asks for. */
    private Map<String, String> wanted() {
        Map<String, String> options = new LinkedHashMap<>();
        daemon.bridge().mtu().ifPresent(mtu -> options.put("com.docker.network.driver.mtu", mtu.toString()));
        if (daemon.spec().networkIsolation() == NetworkIsolation.NAMESPACE
                && !daemon.spec().traffic().interContainerTraffic()) {
            options.put("com.docker.network.bridge.enable_icc", "false");
        }
        daemon.spec()
                .daemonOption("ip")
                .filter(address -> address.indexOf(':') < 0)
                .ifPresent(address -> options.put("com.docker.network.bridge.host_binding_ipv4", address));
        return options;
    }

    /** The engine does not start with an option both on its command line and in its file. */
    private boolean isConfigured() {
        return daemon.platform().has(OPTIONS)
                && !daemon.spec().daemonOptionNames().contains(USERS_OWN);
    }

    /** {@return the MTU of the networks that jobs create; empty if the spec names none, or the engine can't be told} */
    public Optional<Mtu> mtu() {
        return daemon.bridge().mtu().filter(ignored -> isConfigured());
    }

    @Override
    public void configure(ObjectNode configuration) {
        if (isConfigured() && !wanted().isEmpty()) {
            ObjectNode options = configuration.putObject("default-network-opts").putObject("bridge");
            wanted().forEach(options::put);
        }
    }

    @Override
    public List<String> notes(HostView host) {
        List<String> notes = new ArrayList<>();
        if (!isConfigured()) {
            wanted().forEach((option, value) -> notes.add(networks("do not get " + option + "=" + value) + ": "
                    + (daemon.platform().has(OPTIONS)
                            ? "the option " + USERS_OWN + " of the spec decides for them"
                            : daemon.platform().engineText() + " has no option for it, Docker " + OPTIONS.since()
                                    + " has" + runnersOption(option))));
        }
        daemon.bridge()
                .ipv6Address()
                .ifPresent(
                        address -> notes.add(networks("have IPv4 only; " + address + " is for the default network")));
        DEFAULT_NETWORK_ONLY.stream()
                .filter(daemon.spec().daemonOptionNames()::contains)
                .forEach(option -> notes.add(networks("are not affected by the daemon's option " + option)));
        wayOut(host).ifPresent(notes::add);
        return notes;
    }

    private static String networks(String predicate) {
        return "networks that jobs create " + predicate;
    }

    private static String runnersOption(String option) {
        return option.endsWith(".mtu")
                ? "; GitLab Runner sets it for the networks of its jobs by DockerSettings.NETWORK_MTU"
                : "";
    }

    /** A packet that is too large for the way out is lost where no one may answer so: "path MTU black hole", RFC 2923. */
    private Optional<String> wayOut(HostView host) {
        int mtu = daemon.bridge().mtu().map(Mtu::bytes).orElse(DEFAULT_MTU);
        return NetworkState.readFrom(host).stream()
                .flatMap(state -> state.routes().stream()
                        .filter(route -> isDefault(route.destination()))
                        .flatMap(route -> state.links().stream()
                                .filter(link -> link.name().equals(route.device()))))
                .filter(link -> link.mtu() < mtu)
                .findFirst()
                .map(link -> "link " + link.name() + ", by which this host reaches others, has MTU " + link.mtu()
                        + ", and bridge " + daemon.bridge().name() + " has " + mtu
                        + ": large packets of containers may get lost; call mtu(" + link.mtu() + ") on the bridge");
    }

    private static boolean isDefault(Subnet destination) {
        return destination.prefixLength() == 0;
    }
}
