package dev.outboard.systemd.proof;

import dev.outboard.core.host.Host;
import dev.outboard.core.value.Mtu;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.ExecResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network that jobs create works: its containers have the MTU of the spec, and resolve each other's names. GitLab Runner
 * makes one for each job with services if it has {@code FF_NETWORK_PER_BUILD}.
 *
 * @param daemon the daemon
 * @param mtu the MTU that such a network must have; empty if nothing decides it
 */
record JobNetworkProof(DaemonSpec daemon, Optional<Mtu> mtu) implements CanaryProof {
    @Override
    public String claim() {
        return "networks that jobs create on " + daemon.name() + " work";
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        List<Canary> peers = canary.startPeers(host);
        Canary peer = peers.get(0);
        String other = peers.get(1).name().toString();
        List<String> faults = new ArrayList<>();
        String found =
                peer.run("/usr/bin/cat", "/sys/class/net/eth0/mtu").output().strip();
        mtu.map(Mtu::toString)
                .filter(wanted -> !wanted.equals(found))
                .ifPresent(wanted -> faults.add("its MTU is " + found + ", expected " + wanted));
        ExecResult resolution = peer.run("/usr/bin/timeout", Canary.PATIENCE, "/usr/bin/getent", "hosts", other);
        if (!resolution.isSuccess()) {
            faults.add("the name of another container in it is not resolved; \"journalctl --unit="
                    + daemon.serviceUnit() + "\" tells why, for example that iptables is missing");
        }
        return faults.isEmpty()
                ? new Evidence(true, "MTU " + found + ", and containers resolve each other's names")
                : new Evidence(false, String.join("; ", faults));
    }
}
