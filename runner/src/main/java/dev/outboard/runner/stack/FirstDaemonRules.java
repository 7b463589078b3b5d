package dev.outboard.runner.stack;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.Bridge;
import dev.outboard.network.host.NetworkState;
import dev.outboard.network.host.SubnetCollisions;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.systemd.daemon.AddressPool;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.firstdaemon.FirstDaemon.Claim;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import dev.outboard.systemd.firstdaemon.OwnPath;
import dev.outboard.systemd.firstdaemon.OwnRange;
import dev.outboard.systemd.firstdaemon.RealPaths;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.StorageSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps a stack apart from what belongs to the first daemon on the host: its paths, also behind symbolic links and bind
 * mounts, its bridges, its ranges, its TCP ports, and its namespaces in containerd. The ranges of networks that other
 * programs have defined count like those of the first daemon. What collides is a conflict of the plan, whatever was given
 * to be adopted. Stands behind the other resources, and changes nothing itself.
 *
 * @param stack the stack, with a pool for each daemon
 * @param first what belongs to the first daemon
 */
record FirstDaemonRules(StackSpec stack, FirstDaemonProfile first) implements Resource {
    /** The bridges that Docker itself names; the second one is a swarm's. */
    private static final ImmutableSet<InterfaceName> RESERVED =
            ImmutableSet.of(InterfaceName.of("docker0"), InterfaceName.of("docker_gwbridge"));

    private static final String ANOTHER_PATH =
            "choose another path: what belongs to the first daemon is never shared, adopted or deleted";

    private static final String ANOTHER_RANGE =
            "choose a range that the first daemon does not use, or give the first daemon other ranges by its daemon.json";

    @Override
    public ResourceId id() {
        return new ResourceId("first-daemon", stack.name().toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        RealPaths realPaths = RealPaths.of(planning.host());
        stack.daemons().forEach(daemon -> checkPaths(daemon, realPaths, planning));
        stack.runners().forEach(runner -> checkRunner(runner, realPaths, planning));
        stack.bridges().forEach(bridge -> checkBridge(bridge, planning));
        stack.daemons().forEach(daemon -> checkPool(daemon, planning));
        stack.daemons().forEach(daemon -> checkNamespaces(daemon, planning));
        new FirstDaemonPorts(stack, first).check(planning);
        boolean isChanged =
                stack.daemons().stream().map(DaemonSpec::name).map(Daemon::id).anyMatch(planning::isChanged);
        if (isChanged) {
            first.notes().forEach(planning::note);
        }
        return List.of();
    }

    /** What lies below a path that is reported goes with it, and is not reported again. */
    private void checkPaths(DaemonSpec daemon, RealPaths realPaths, Planning planning) {
        List<AbsolutePath> reported = new ArrayList<>();
        for (Claim claim : Daemon.claims(daemon)) {
            AbsolutePath real = realPaths.of(claim.path());
            Optional<OwnPath> own = first.collision(real).or(() -> mountedFrom(claim, daemon, realPaths));
            if (own.isPresent() && reported.stream().noneMatch(claim.path()::startsWith)) {
                reported.add(claim.path());
                planning.conflict(
                        problem("daemon " + daemon.name() + ": " + claim.what(), claim.path(), real, own.get()));
            }
        }
    }

    /** The device that the first daemon's data is on can't be the storage of another one. */
    private Optional<OwnPath> mountedFrom(Claim claim, DaemonSpec daemon, RealPaths realPaths) {
        boolean isDevice = daemon.storage()
                .flatMap(StorageSpec::device)
                .filter(claim.path()::equals)
                .isPresent();
        AbsolutePath device = realPaths.of(claim.path());
        return first.paths().stream()
                .filter(own -> isDevice
                        && own.places().stream()
                                .anyMatch(place -> realPaths
                                        .device(place)
                                        .filter(device::equals)
                                        .isPresent()))
                .findFirst();
    }

    private static Problem problem(String property, AbsolutePath path, AbsolutePath real, OwnPath own) {
        return new Problem(
                property,
                path.equals(real) ? path.toString() : path + ", which is " + real,
                "a path apart from " + own.path() + ", the " + own.what(),
                ANOTHER_PATH);
    }

    private void checkRunner(RunnerSpec runner, RealPaths realPaths, Planning planning) {
        AbsolutePath directory = runner.process().configurationDirectory();
        AbsolutePath real = realPaths.of(directory);
        first.collision(real)
                .ifPresent(own -> planning.conflict(
                        problem("runner " + runner.name() + ": configurationDirectory", directory, real, own)));
        runner.jobVolumes().stream()
                .flatMap(volume -> volume.source().stream())
                .filter(source -> source.startsWith("/"))
                .map(AbsolutePath::of)
                .forEach(source -> checkVolume(runner, source, realPaths, planning));
    }

    private void checkVolume(RunnerSpec runner, AbsolutePath source, RealPaths realPaths, Planning planning) {
        AbsolutePath real = realPaths.of(source);
        first.sockets().stream()
                .filter(socket -> socket.startsWith(real))
                .findFirst()
                .ifPresent(socket -> planning.conflict(new Problem(
                        "runner " + runner.name() + ": jobVolumes",
                        source.toString(),
                        "a source that does not lead to " + socket + ", a socket of the first daemon",
                        "leave it out: jobs get the second daemon's socket by jobsMayUseDocker(true)")));
    }

    private void checkBridge(BridgeSpec bridge, Planning planning) {
        String owner = "bridge " + bridge.name();
        if (RESERVED.contains(bridge.name()) || first.bridges().contains(bridge.name())) {
            planning.conflict(new Problem(
                    owner,
                    bridge.name().toString(),
                    "a bridge of this stack's own, not one of the first daemon's",
                    "choose another name"));
        }
        Optional<Owned> owned = planning.receipt().find(Bridge.id(bridge.name()));
        Stream.concat(Stream.of(bridge.address()), bridge.ipv6Address().stream())
                .forEach(address -> checkRange(
                        owner + ": address",
                        address.subnet(),
                        bridge.name(),
                        OwnRange.Kind.POOL,
                        isOwned(owned, address.toString()),
                        planning));
    }

    private void checkPool(DaemonSpec daemon, Planning planning) {
        Optional<Owned> owned = planning.receipt().find(Daemon.id(daemon.name()));
        daemon.addressPool()
                .map(AddressPool::base)
                .ifPresent(pool -> checkRange(
                        "daemon " + daemon.name() + ": addressPool",
                        pool,
                        daemon.bridge(),
                        OwnRange.Kind.BUILT_IN_POOL,
                        isOwned(owned, pool.toString()),
                        planning));
    }

    /** In one namespace of one containerd, each of two daemons takes the other's containers for left-overs of its own. */
    private void checkNamespaces(DaemonSpec daemon, Planning planning) {
        if (daemon.containerd() == Containerd.SYSTEM) {
            for (String namespace : List.of(daemon.name().toString(), "plugins." + daemon.name())) {
                Optional.ofNullable(first.containerdNamespaces().get(namespace))
                        .ifPresent(own -> planning.conflict(new Problem(
                                "daemon " + daemon.name() + ": name",
                                namespace + ", its namespace in the host's containerd",
                                "a namespace apart from the first daemon's: " + own,
                                "rename the daemon, or choose containerd(OWN)")));
            }
        }
    }

    private static boolean isOwned(Optional<Owned> owned, String range) {
        return owned.map(Owned::attributes)
                .map(Map::values)
                .filter(values -> values.contains(range))
                .isPresent();
    }

    /** A range that was applied keeps its place, with a note. Other rules look at live links and routes. */
    private void checkRange(
            String property,
            Subnet range,
            InterfaceName link,
            OwnRange.Kind weakest,
            boolean isOwned,
            Planning planning) {
        overlapping(range)
                .ifPresent(own -> report(
                        new Problem(
                                property,
                                range.toString(),
                                "a range apart from " + own.subnet() + ", " + own.what(),
                                ANOTHER_RANGE),
                        range,
                        link,
                        isOwned || own.kind().compareTo(weakest) > 0,
                        planning));
        IdleNetworks.apartFrom(link, planning.host()).stream()
                .filter(network -> network.subnet().overlaps(range))
                .findFirst()
                .ifPresent(network -> report(
                        new Problem(
                                property,
                                range.toString(),
                                "a range apart from " + network.subnet() + ", " + network.what(),
                                "choose another range, or remove that network if it is not needed any more"),
                        range,
                        link,
                        isOwned,
                        planning));
    }

    private static void report(
            Problem problem, Subnet range, InterfaceName link, boolean isTolerated, Planning planning) {
        if (isTolerated) {
            planning.note(problem.summary());
        } else if (NetworkState.readFrom(planning.host())
                .filter(state -> !SubnetCollisions.of(range, link, state).isEmpty())
                .isEmpty()) {
            planning.conflict(problem);
        }
    }

    /** The one that is held most firmly. */
    Optional<OwnRange> overlapping(Subnet range) {
        return first.ranges().stream().filter(own -> own.overlaps(range)).min(Comparator.comparing(OwnRange::kind));
    }

    /** Nothing on the host is changed by this resource, so no receipt has it. */
    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), ImmutableMap.of());
    }
}
