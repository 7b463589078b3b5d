package dev.outboard.systemd.proof;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.platform.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container of a second daemon has and sees, proved by one that is made for it and taken away again: the first
 * daemon does not see it, its files are below the daemon's root, the daemon's slice limits it, it does not reach the first
 * daemon's, and it reaches what its jobs need and resolves its names. The first daemon is only looked at.
 *
 * @param engines the way to daemons
 * @param daemon the second daemon
 * @param bridge its bridge
 * @param platform what the host offers
 * @param jobs what its jobs need
 */
public record CanaryCheck(Engines engines, DaemonSpec daemon, BridgeSpec bridge, Platform platform, JobNeeds jobs)
        implements Check {
    @Override
    public String name() {
        return "containers of " + daemon.name() + " work";
    }

    @Override
    public List<Finding> run(Host host) {
        List<Finding> findings = new ArrayList<>();
        try (Engine second = engines.open(daemon.socket());
                Canary canary = Canary.create(second, jobs.volumes(), host)) {
            findings.add(new IsolationProof(engines, daemon).attempt(canary, host));
            canary.start();
            proofs(host).forEach(proof -> findings.add(proof.attempt(canary, host)));
        }
        return findings;
    }

    /** The proofs for which the container has to run. */
    private List<CanaryProof> proofs(Host host) {
        List<CanaryProof> proofs = new ArrayList<>();
        proofs.add(new StorageProof(daemon));
        proofs.add(new NamespaceProof(daemon));
        proofs.add(new NoRouteToFirstDaemonProof(engines, daemon));
        if (daemon.engineDialect() == EngineDialect.DOCKERD) {
            proofs.add(new SliceProof(daemon));
            proofs.add(new JobNetworkProof(daemon, Daemon.mtuOfJobNetworks(daemon, bridge, platform)));
        }
        if (DefaultsProof.concerns(daemon)) {
            proofs.add(new DefaultsProof(daemon));
        }
        jobs.dockerUsers().stream()
                .map(runner -> new JobSocketProof(daemon, runner))
                .forEach(proofs::add);
        for (ProbeTarget destination : ProbeTarget.of(jobs.servers(), daemon, host)) {
            if (destination.isNamed() && daemon.traffic().egress()) {
                proofs.add(new ResolutionProof(daemon, destination));
            }
            proofs.add(new EgressProof(daemon, destination));
        }
        return proofs;
    }
}
