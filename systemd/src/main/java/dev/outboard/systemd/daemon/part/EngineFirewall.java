package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.host.FirewallBackend;
import dev.outboard.systemd.platform.EngineFeature;
import java.util.List;

/**
 * The firewall as the engine itself uses it. Even an engine that makes no rules for its bridges makes some inside of
 * containers, by which a container asks the engine for the names of others in its network. On a host that has nft and not
 * iptables it can make them from Docker 29.0 on, if it is told so.
 *
 * @param daemon the daemon
 */
record EngineFirewall(DaemonContext daemon) implements DaemonPart {
    private static final EngineFeature BACKEND = EngineFeature.NFTABLES_BACKEND;
    private static final String IP_FORWARD = "ip-forward";
    private static final AbsolutePath IPV4 = AbsolutePath.of("/proc/sys/net/ipv4/ip_forward");
    private static final AbsolutePath IPV6 = AbsolutePath.of("/proc/sys/net/ipv6/conf/all/forwarding");
    private static final String INSTALL = "install it, on Debian with \"apt-get install iptables\", or install Docker "
            + BACKEND.since() + " or newer";

    private boolean lacksIptables() {
        return daemon.platform().firewall().backend() == FirewallBackend.NFTABLES;
    }

    private boolean isShared() {
        return daemon.spec().networkIsolation() == NetworkIsolation.SHARED;
    }

    /**
     * With this backend, the engine would not switch forwarding on, and would refuse to start where it is off: {@code
     * checkIPv4Forwarding} in its source. In a namespace of its own, forwarding is on before it starts.
     */
    @Override
    public void configure(ObjectNode configuration) {
        if (lacksIptables() && daemon.platform().has(BACKEND)) {
            configuration.put("firewall-backend", "nftables");
            if (isShared() && !daemon.spec().daemonOptionNames().contains(IP_FORWARD)) {
                configuration.put(IP_FORWARD, false);
            }
        }
    }

    @Override
    public void check(Planning planning) {
        if (!lacksIptables()) {
            return;
        }
        if (daemon.platform().has(BACKEND)) {
            if (isShared()) {
                checkForwarding(IPV4, "net.ipv4.ip_forward", planning);
                daemon.bridge()
                        .ipv6Address()
                        .ifPresent(ignored -> checkForwarding(IPV6, "net.ipv6.conf.all.forwarding", planning));
            }
        } else if (!isShared()) {
            planning.conflict(new Problem(
                    "networkIsolation of daemon " + daemon.spec().name(),
                    "NAMESPACE on a host without iptables",
                    "iptables, by which " + daemon.platform().engineText() + " makes the firewall of the namespace",
                    INSTALL + ", or choose networkIsolation(SHARED)"));
        }
    }

    private void checkForwarding(AbsolutePath file, String name, Planning planning) {
        if (planning.host()
                .read(file)
                .map(FileContent::text)
                .filter(text -> text.strip().equals("0"))
                .isPresent()) {
            planning.conflict(new Problem(
                    "forwarding for daemon " + daemon.spec().name(),
                    name + "=0",
                    "a host that forwards packets; an engine with the firewall of nftables does not switch it on",
                    "write \"" + name + "=1\" to a file in /etc/sysctl.d and run \"sysctl --system\""));
        }
    }

    @Override
    public List<String> notes(HostView host) {
        return lacksIptables() && isShared() && !daemon.platform().has(BACKEND)
                ? List.of("containers in networks that jobs create do not resolve each other's names: "
                        + daemon.platform().engineText() + " needs iptables for it; " + INSTALL)
                : List.of();
    }
}
