package dev.outboard.systemd.watch;

import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.StackName;
import dev.outboard.network.host.Bridge;
import dev.outboard.network.host.HostNetwork;
import dev.outboard.network.host.OwnLinks;
import dev.outboard.systemd.daemon.host.Daemon;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at the host's network before and after an apply, a removal or a roll-back. An apply after which a link, address,
 * route or policy rule of others is gone is taken back. What is still gone then is in the exception, logged, and kept for
 * {@link HostNetworkCheck} until an apply leaves the network alone.
 *
 * <p>An address, route or rule that is new is logged and kept as well, but nothing is taken back for it: a VPN that connects
 * while an apply runs brings some too, and a roll-back would not remove them.
 *
 * @param host the host
 */
public record HostNetworkWatch(Host host) {
    private static final CleanLog log = CleanLog.of(HostNetworkWatch.class);

    /** Kinds of resource that have a link of their name: a daemon in a network namespace has one on the host. */
    private static final List<String> LINKED = List.of(Bridge.KIND.name(), Daemon.KIND);

    /**
     * Performs an action that takes a proof, and throws its failure after it has taken back what it did.
     *
     * @param <T> what the action gives
     * @param stack the stack that it is for
     * @param action the action; it runs the proof that it is given before it ends
     * @return what the action gave
     */
    public <T> T during(StackName stack, Function<Runnable, T> action) {
        Optional<Before> before = look();
        return watch(stack, before)
                .during(
                        () -> action.apply(() -> before.ifPresent(known -> requireUnharmed(known, stack))),
                        unharmed -> forgetLosses(stack));
    }

    private void forgetLosses(StackName stack) {
        kept(stack).replace(List.of(), host);
        if (ReceiptStore.read(host, stack).resources().isEmpty()) {
            keptAdditions(stack).replace(List.of(), host);
        }
    }

    /**
     * The same for a roll-back: what it harmed is in its result.
     *
     * @param stack the stack that it is for
     * @param action the roll-back
     * @return its result, with what it harmed
     */
    public RolledBack duringRollBack(StackName stack, Supplier<RolledBack> action) {
        return watch(stack, look()).duringRollBack(action);
    }

    private Watch watch(StackName stack, Optional<Before> before) {
        return new Watch(
                "the host's network",
                stack,
                kept(stack),
                host,
                () -> before.map(known -> known.lossesOn(host)).orElse(List.of()));
    }

    /** What the last apply took from the host's network. */
    static KeptChanges kept(StackName stack) {
        return new KeptChanges(stack, "host-network");
    }

    /** What came to the host's network while the last apply ran. */
    static KeptChanges keptAdditions(StackName stack) {
        return new KeptChanges(stack, "host-network-additions");
    }

    /**
     * The network before an action.
     *
     * @param network what is not Outboard's
     * @param own what is; the action may remove it
     */
    private record Before(HostNetwork network, OwnLinks own) {
        Optional<HostNetwork> after(HostView host) {
            return HostNetwork.readFrom(host, own);
        }

        List<String> lossesOn(HostView host) {
            return after(host).map(network::lossesIn).orElse(List.of());
        }
    }

    /** A host whose network can't be read can still be changed: the plan has asked for what it needs itself. */
    private Optional<Before> look() {
        try {
            OwnLinks own = own();
            return HostNetwork.readFrom(host, own).map(network -> new Before(network, own));
        } catch (ProvisioningException failure) {
            log.warn("the host's network is not watched: {}", failure.problem());
            return Optional.empty();
        }
    }

    private OwnLinks own() {
        List<Owned> owned = ReceiptStore.readAll(host).receipts().stream()
                .flatMap(receipt -> receipt.resources().stream())
                .toList();
        return new OwnLinks(
                owned.stream()
                        .map(Owned::id)
                        .filter(id -> LINKED.contains(id.kind()))
                        .map(ResourceId::name)
                        .collect(Collectors.toSet()),
                owned.stream()
                        .flatMap(resource -> Daemon.addressPool(resource).stream())
                        .toList());
    }

    private void requireUnharmed(Before before, StackName stack) {
        Optional<HostNetwork> after = before.after(host);
        List<String> losses = after.map(before.network()::lossesIn).orElse(List.of());
        if (!losses.isEmpty()) {
            throw new HostException(
                    "the host's network is not as it was before: " + String.join("; ", losses),
                    "look in the journal for what reacted to the new bridge, \"journalctl --since -5min\"");
        }
        List<String> additions = after.map(before.network()::additionsIn).orElse(List.of());
        additions.forEach(addition -> log.warn("while stack {} changed, {}", stack, addition));
        keptAdditions(stack).replace(additions, host);
    }
}
