package dev.outboard.runner.stack;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.StackName;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.host.NetworkState;
import dev.outboard.network.host.SubnetCollisions;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.stack.IdleNetworks.IdleNetwork;
import dev.outboard.systemd.daemon.AddressPool;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import dev.outboard.systemd.firstdaemon.OwnRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives an address pool to daemons that name none: the one that they have already, or the first one that is free of the
 * first daemon, of the stack's other ranges, of other stacks, and of what the host has addresses in or routes to. The same
 * answers of a host lead to the same pool.
 */
final class DefaultPools {
    private final StackSpec stack;
    private final FirstDaemonProfile first;
    private final HostView host;
    private final List<Subnet> taken = new ArrayList<>();

    private DefaultPools(StackSpec stack, FirstDaemonProfile first, HostView host) {
        this.stack = stack;
        this.first = first;
        this.host = host;
    }

    /** The stack with a pool for each daemon; one for which none is free stays without. */
    static StackSpec fillIn(StackSpec stack, FirstDaemonProfile first, HostView host) {
        return stack.daemons().stream().anyMatch(DefaultPools::isWithout)
                ? new DefaultPools(stack, first, host).filledIn()
                : stack;
    }

    private static boolean isWithout(DaemonSpec daemon) {
        return daemon.addressPool().isEmpty() && daemon.engineDialect() == EngineDialect.DOCKERD;
    }

    private StackSpec filledIn() {
        stack.bridges().stream().map(bridge -> bridge.address().subnet()).forEach(taken::add);
        stack.daemons().stream()
                .flatMap(daemon -> daemon.addressPool().stream())
                .map(AddressPool::base)
                .forEach(taken::add);
        return DecidedStack.of(
                stack,
                stack.bridges(),
                stack.daemons().stream()
                        .map(daemon -> isWithout(daemon) ? withPool(daemon) : daemon)
                        .toList());
    }

    private DaemonSpec withPool(DaemonSpec daemon) {
        return pool(daemon)
                .map(pool -> daemon.toBuilder()
                        .addressPool(pool.base().toString(), pool.size())
                        .build())
                .orElse(daemon);
    }

    private Optional<AddressPool> pool(DaemonSpec daemon) {
        BridgeSpec bridge = stack.bridgeOf(daemon);
        Optional<AddressPool> pool = owned(daemon)
                .filter(present -> isFree(present.base(), taken))
                .or(() -> free(daemon.bridge(), bridge.address().subnet()));
        pool.map(AddressPool::base).ifPresent(taken::add);
        return pool;
    }

    private Optional<AddressPool> owned(DaemonSpec daemon) {
        return ReceiptStore.read(host, stack.name())
                .find(Daemon.id(daemon.name()))
                .flatMap(DefaultPools::pool);
    }

    private Optional<AddressPool> free(InterfaceName bridge, Subnet subnet) {
        List<Subnet> others = ofOthers(stack.name());
        Optional<NetworkState> state = NetworkState.readFrom(host);
        return AddressPool.candidates(subnet)
                .filter(pool -> isFree(pool.base(), taken) && isFree(pool.base(), others))
                .filter(pool -> state.filter(known ->
                                !SubnetCollisions.of(pool.base(), bridge, known).isEmpty())
                        .isEmpty())
                .findFirst();
    }

    private static boolean isFree(Subnet range, List<Subnet> ranges) {
        return ranges.stream().noneMatch(range::overlaps);
    }

    /** Those of the first daemon, of programs whose networks need not be up, and the pools of other stacks, which the host has routes to while they have networks. */
    private List<Subnet> ofOthers(StackName own) {
        List<Subnet> others = new ArrayList<>();
        first.ranges().stream().map(OwnRange::subnet).forEach(others::add);
        IdleNetworks.readFrom(host).stream().map(IdleNetwork::subnet).forEach(others::add);
        ReceiptStore.readAll(host).receipts().stream()
                .filter(receipt -> !receipt.stack().equals(own))
                .map(Receipt::resources)
                .flatMap(List::stream)
                .flatMap(owned -> pool(owned).stream())
                .map(AddressPool::base)
                .forEach(others::add);
        return others;
    }

    private static Optional<AddressPool> pool(Owned owned) {
        try {
            return Daemon.addressPool(owned).map(AddressPool::usual);
        } catch (InvalidValueException tooSmall) {
            return Optional.empty();
        }
    }
}
