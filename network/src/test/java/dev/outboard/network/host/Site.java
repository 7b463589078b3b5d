package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outboard.core.apply.Applier;
import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.ApplyOptions;
import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.testing.SimulatedLinks;
import dev.outboard.network.testing.SimulatedNetworkd;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A host in memory with networkd, and what one does with it. */
final class Site {
    private static final StackName STACK = StackName.of("ci");
    private static final Planner PLANNER = new Planner(List.of(Bridge.KIND, NetworkdService.KIND));

    final SimulatedLinks links =
            SimulatedLinks.create().putLink("eth0", "192.0.2.2/24").putRoute("0.0.0.0/0", "eth0");
    final SimulatedNetworkd networkd;
    final InMemoryHost host;

    private Site(Function<SimulatedLinks, SimulatedNetworkd> networkd) {
        this.networkd = networkd.apply(links);
        this.host = InMemoryHost.create().answer(links).answer(this.networkd);
    }

    static Site withNetworkd() {
        return new Site(SimulatedNetworkd::running);
    }

    static Site withUnusedNetworkd() {
        return new Site(SimulatedNetworkd::unused);
    }

    Plan plan(BridgeSpec... specs) {
        return plan(Set.of(), specs);
    }

    Plan plan(Set<ResourceId> adopted, BridgeSpec... specs) {
        return PLANNER.plan(
                new DesiredState(STACK, Bridge.resources(List.of(specs)), List.of()),
                host,
                ReceiptStore.read(host, STACK),
                adopted);
    }

    static Plan plan(HostView host, BridgeSpec... specs) {
        return PLANNER.plan(
                new DesiredState(STACK, Bridge.resources(List.of(specs)), List.of()),
                host,
                ReceiptStore.read(host, STACK),
                Set.of());
    }

    Plan planRemoval() {
        return PLANNER.planRemoval(host, ReceiptStore.read(host, STACK), Retention.KEEP_DATA);
    }

    void apply(Plan plan) {
        Applier.apply(plan, host, event -> {});
    }

    void apply(BridgeSpec... specs) {
        apply(plan(specs));
    }

    /** Applies a plan and takes it back, since the proof at its end fails. */
    RolledBack takeBack(Supplier<Plan> plan) {
        ApplyFailedException failure = catchThrowableOfType(
                ApplyFailedException.class,
                () -> Applier.apply(plan.get(), plan, PLANNER, host, ApplyOptions.defaults(), () -> {
                    throw new HostException("the proof fails", "let it pass");
                }));
        return failure.rollBack().orElseThrow();
    }

    NetworkState network() {
        return NetworkState.readFrom(host).orElseThrow();
    }

    /** What an apply must leave alone. */
    HostNetwork everything() {
        return HostNetwork.readFrom(host, new OwnLinks(Set.of("docker1"), List.of()))
                .orElseThrow();
    }

    void put(String path, String text) {
        host.putFile(AbsolutePath.of(path), text);
    }

    /** With files that are named after the bridge alone. */
    void applyAsEarlierVersionsDid(BridgeSpec spec) {
        apply(spec);
        ReceiptStore.write(
                host,
                Receipt.empty(STACK)
                        .with(Owned.of(new ResourceId("networkd", "systemd-networkd.service"), Map.of()))
                        .with(Owned.of(Bridge.id(spec.name()), renamed(spec))));
        run("networkctl reload");
    }

    private Map<String, String> renamed(BridgeSpec spec) {
        Map<String, String> attributes = new TreeMap<>(Map.of(
                "persistence",
                "NETWORKD",
                "tool",
                "IP",
                "address",
                spec.address().toString()));
        for (ManagedFile file : NetworkdFiles.of(spec)) {
            AbsolutePath old = AbsolutePath.of(file.path().toString().replace("00-outboard-", ""));
            host.putFile(old, file.content().text());
            host.deleteFile(file.path());
            attributes.put(ManagedFile.attribute(old), file.content().sha256());
        }
        return attributes;
    }

    /** Runs a command that is not part of a plan. */
    void run(String line) {
        host.run(Command.of(List.of(line.split(" "))));
    }

    /** The commands that the plan would run. */
    static List<String> commands(Plan plan) {
        return plan.changes().stream()
                .flatMap(change -> change.steps().stream())
                .map(step -> step.describe())
                .filter(step -> step.startsWith("$ "))
                .map(step -> step.substring(2))
                .toList();
    }
}
