package dev.outboard.network.host;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.BridgeSpec.Tool;
import dev.outboard.network.host.NetworkState.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A bridge on a host: the live link, and networkd's files for it if networkd makes it. It is compared by what the kernel
 * has, not by its files alone. A link or file of that name which is not ours is a conflict, and so is a subnet in use.
 *
 * @param spec what it has to be
 */
public record Bridge(BridgeSpec spec) implements Resource {
    /** How bridges go. */
    public static final ResourceKind KIND = new BridgeKind();

    private static final String PERSISTENCE = "persistence";
    private static final String TOOL = "tool";
    private static final String ADDRESS = "address";
    private static final String IPV6_ADDRESS = "ipv6-address";

    /**
     * The id of a bridge.
     *
     * @param name the interface's name
     * @return its id
     */
    public static ResourceId id(InterfaceName name) {
        return new ResourceId("bridge", name.toString());
    }

    /**
     * The bridges of a stack.
     *
     * @param receipt what Outboard owns for it
     * @return their names
     */
    public static List<InterfaceName> of(Receipt receipt) {
        return receipt.resources().stream()
                .map(Owned::id)
                .filter(id -> id.kind().equals(KIND.name()))
                .map(id -> InterfaceName.of(id.name()))
                .toList();
    }

    /**
     * Everything that bridges need, in order: networkd, if it makes one of them, and the bridges.
     *
     * @param specs the bridges
     * @return the resources; their kinds are {@link #KIND} and {@link NetworkdService#KIND}
     */
    public static List<Resource> resources(List<BridgeSpec> specs) {
        Stream<Resource> networkd = specs.stream().anyMatch(spec -> spec.persistence() == Persistence.NETWORKD)
                ? Stream.of(new NetworkdService())
                : Stream.of();
        return Stream.concat(networkd, specs.stream().map(Bridge::new)).toList();
    }

    /**
     * Decides {@link Persistence#AUTOMATIC} for a host. A bridge that is there already stays as it was made.
     *
     * @param spec the bridge
     * @param receipt what Outboard owns on the host for its stack
     * @param host where it is, or will be
     * @return the same spec with another persistence, or the spec itself if it leaves nothing to decide
     */
    public static BridgeSpec decide(BridgeSpec spec, Receipt receipt, HostView host) {
        return spec.persistence() == Persistence.AUTOMATIC
                ? spec.toBuilder().persistence(decided(spec, receipt, host)).build()
                : spec;
    }

    private static Persistence decided(BridgeSpec spec, Receipt receipt, HostView host) {
        if (spec.tool() == Tool.BRCTL) {
            return Persistence.UNIT;
        }
        return receipt.find(id(spec.name()))
                .map(owned -> owned.attributes().get(PERSISTENCE))
                .flatMap(remembered -> Stream.of(Persistence.NETWORKD, Persistence.UNIT)
                        .filter(persistence -> persistence.name().equals(remembered))
                        .findFirst())
                .orElseGet(() -> isForNetworkd(host) ? Persistence.NETWORKD : Persistence.UNIT);
    }

    private static boolean isForNetworkd(HostView host) {
        return NetworkdState.readFrom(host).isInUse()
                && !NetworkdService.isBegunByOutboard(host)
                && NetworkdDeletions.on(host).isEmpty();
    }

    @Override
    public ResourceId id() {
        return id(spec.name());
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<NetworkState> state = NetworkState.readFrom(planning.host());
        Optional<Link> link = state.flatMap(known -> known.link(spec.name()));
        link.ifPresent(found -> refuseForeign(found, planning));
        state.ifPresent(known -> refuseCollisions(known, planning));
        if (!planning.mayChange(id())) {
            OtherConfigurations.of(spec, planning.host()).forEach(planning::conflict);
            EagerPrograms.consider(spec, planning);
        }
        RouterAdvertisements.lost(spec, planning.host()).forEach(planning::conflict);
        List<Change> changes = new ArrayList<>(
                spec.persistence() == Persistence.NETWORKD ? byNetworkd(link, planning) : byCommands(link, planning));
        if (changes.isEmpty() && planning.receipt().find(id()).isEmpty()) {
            changes.add(Change.of(id(), Action.ADOPT, List.of()).because("it is already as the spec says"));
        }
        return changes;
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>(ManagedFile.attributes(files()));
        attributes.put(PERSISTENCE, spec.persistence().name());
        attributes.put(TOOL, spec.tool().name());
        attributes.put(ADDRESS, spec.address().toString());
        spec.ipv6Address().ifPresent(ipv6 -> attributes.put(IPV6_ADDRESS, ipv6.toString()));
        return Owned.of(id(), attributes);
    }

    private List<ManagedFile> files() {
        return spec.persistence() == Persistence.NETWORKD ? NetworkdFiles.of(spec) : List.of();
    }

    private void refuseForeign(Link found, Planning planning) {
        boolean ours = planning.mayChange(id());
        if (!ours || !found.isBridge()) {
            planning.conflict(new Problem(
                    "bridge " + spec.name(),
                    found.kind().orElse("an interface") + " " + found.name() + " " + found.addresses(),
                    ours ? "a bridge" : "no interface of that name, or the bridge that Outboard made",
                    (ours ? "" : "choose another name, or adopt it: it is changed then; ")
                            + "if nothing needs it, delete it: ip link delete dev " + found.name()));
        }
    }

    /** A bridge that is ours and works keeps its subnet when another link or route comes later. */
    private void refuseCollisions(NetworkState state, Planning planning) {
        Optional<Link> link = state.link(spec.name()).filter(ignored -> planning.mayChange(id()));
        LinkDrift.addresses(spec).forEach(address -> {
            boolean works =
                    link.filter(found -> found.addresses().contains(address)).isPresent();
            SubnetCollisions.of(address.subnet(), spec.name(), state).stream()
                    .map(problem -> problem.of("bridge " + spec.name()))
                    .forEach(problem -> {
                        if (works) {
                            planning.note(problem.summary());
                        } else {
                            planning.conflict(problem);
                        }
                    });
        });
    }

    private List<Change> byNetworkd(Optional<Link> link, Planning planning) {
        List<Change> changes = new ArrayList<>();
        files().forEach(file -> file.change(id(), planning).ifPresent(changes::add));
        changes.addAll(outdatedFiles(planning));
        Optional<LinkDrift> drift = link.map(found -> drift(found, planning));
        boolean filesChanged =
                changes.stream().anyMatch(change -> !change.steps().isEmpty());
        boolean linkDiffers = drift.filter(LinkDrift::isEmpty).isEmpty();
        considerDeletions(filesChanged || linkDiffers, planning);
        if (filesChanged || linkDiffers) {
            List<RunCommand> commands = new ArrayList<>();
            if (filesChanged || link.isEmpty()) {
                lookAtAReload(planning);
                commands.add(new RunCommand(NetworkdCommands.reload(), Undo.after(NetworkdCommands.reloadIfActive())));
            }
            if (link.isPresent() && linkDiffers) {
                commands.add(again(NetworkdCommands.reconfigure(spec.name()), planning));
            }
            commands.add(again(NetworkdCommands.awaitConfigured(spec.name()), planning));
            changes.add(link(drift, commands, "its files change"));
        }
        return changes;
    }

    private void considerDeletions(boolean isConfigured, Planning planning) {
        NetworkdDeletions deletions = NetworkdService.deletions(planning.host());
        if (deletions.isEmpty()) {
            return;
        }
        if (isConfigured) {
            planning.conflict(new Problem(
                    "bridge " + spec.name(),
                    deletions + ", which systemd-networkd deletes when it configures the bridge",
                    "only policy rules and routes that systemd-networkd leaves alone",
                    "set persistence(UNIT), which needs no networkd"
                            + deletions
                                    .prevention()
                                    .map(settings -> "; or set " + settings + " in [Network] of a file in "
                                            + NetworkdSettings.DROP_INS + ", and reboot")
                                    .orElse("")));
        } else {
            planning.note("bridge " + spec.name() + ": systemd-networkd deletes " + deletions
                    + " if it ever configures the bridge again; persistence(UNIT) avoids this");
        }
    }

    /** What earlier versions called them. */
    private List<Change> outdatedFiles(Planning planning) {
        Map<String, String> outdated = new TreeMap<>();
        planning.receipt().find(id()).ifPresent(owned -> outdated.putAll(owned.attributes()));
        files().forEach(file -> outdated.remove(ManagedFile.attribute(file.path())));
        return ManagedFile.deletions(Owned.of(id(), outdated), planning.host());
    }

    /** A reload brings to life what others have left for networkd, and has them share our link with us. */
    private void lookAtAReload(Planning planning) {
        String ours = files().get(1).path().toString();
        for (NetworkdFile foreign : ForeignLinks.matching(spec.name().toString(), planning)) {
            if (foreign.path().toString().equals(ours)) {
                continue;
            }
            if (foreign.name().compareTo(ours.substring(ours.lastIndexOf('/') + 1)) < 0) {
                planning.conflict(new Problem(
                        "bridge " + spec.name(),
                        foreign.path() + ", which matches it and comes before " + ours,
                        "no file of others that systemd-networkd takes for it",
                        "let [Match] leave it out, for example by \"Name=!" + spec.name()
                                + "\", or set persistence(UNIT) and such a [Match]"));
            } else {
                planning.note("bridge " + spec.name() + ": " + foreign.path() + " matches it too; " + ours
                        + " comes before it");
            }
        }
        if (NetworkdState.readFrom(planning.host()).isActive()) {
            ForeignLinks others = ForeignLinks.of(planning, spec.name().toString());
            others.changedByAReload().forEach(planning::conflict);
            others.possiblyChangedByAReload().forEach(planning::note);
        }
    }

    /** A networkd that runs would take the link over, with whatever a file of others says. */
    private void refuseNetworkdsFiles(Planning planning) {
        if (ForeignLinks.networkdRuns(planning.host())) {
            ForeignLinks.matching(spec.name().toString(), planning).stream()
                    .filter(file -> !file.isUnmanaged())
                    .findFirst()
                    .ifPresent(file -> planning.conflict(new Problem(
                            "bridge " + spec.name(),
                            file.path() + ", from which systemd-networkd would configure it",
                            "no file of others that matches it",
                            "set persistence(NETWORKD), whose files come before it; or let its [Match] leave the bridge"
                                    + " out, for example by \"Name=!" + spec.name() + "\"")));
        }
    }

    private List<Change> byCommands(Optional<Link> link, Planning planning) {
        List<Change> changes = new ArrayList<>();
        Optional<Owned> fromNetworkd = fromNetworkd(planning);
        if (fromNetworkd.isPresent()) {
            changes.addAll(removal(fromNetworkd.get(), link, planning));
            changes.add(link(Optional.empty(), BridgeCommands.create(spec), ""));
            return changes;
        }
        Optional<LinkDrift> drift = link.map(found -> drift(found, planning));
        if (link.isEmpty()) {
            refuseNetworkdsFiles(planning);
        }
        if (spec.persistence() == Persistence.UNIT
                && planning.receipt().find(id()).isEmpty()) {
            sayWhyNetworkdIsNotUsed(planning);
        }
        List<RunCommand> commands = drift.map(
                        differences -> BridgeCommands.repair(spec.name(), differences, link.orElseThrow()))
                .orElseGet(() -> BridgeCommands.create(spec));
        if (!commands.isEmpty()) {
            changes.add(link(drift, commands, ""));
        }
        return changes;
    }

    private void sayWhyNetworkdIsNotUsed(Planning planning) {
        if (NetworkdState.readFrom(planning.host()).isInUse()) {
            NetworkdDeletions deletions = NetworkdDeletions.on(planning.host());
            if (!deletions.isEmpty()) {
                planning.note("bridge " + spec.name() + ": " + BridgeUnit.name(spec)
                        + " makes it, not systemd-networkd, which would delete " + deletions);
            }
        }
    }

    /** What is remembered of a bridge that networkd makes. */
    private Optional<Owned> fromNetworkd(Planning planning) {
        return planning.receipt()
                .find(id())
                .filter(owned ->
                        Persistence.NETWORKD.name().equals(owned.attributes().get(PERSISTENCE)));
    }

    private LinkDrift drift(Link link, Planning planning) {
        List<String> givenEarlier = planning.receipt().find(id()).stream()
                .flatMap(owned -> Stream.of(ADDRESS, IPV6_ADDRESS)
                        .flatMap(key -> Stream.ofNullable(owned.attributes().get(key))))
                .toList();
        return LinkDrift.of(spec, link, givenEarlier);
    }

    private Change link(Optional<LinkDrift> drift, List<RunCommand> commands, String otherReason) {
        Change change = linkChange(id(), drift.isEmpty() ? Action.CREATE : Action.UPDATE, commands);
        return drift.map(LinkDrift::toString)
                .map(reason -> change.because(reason.isEmpty() ? otherReason : reason))
                .orElse(change);
    }

    /** What networkd has to do again after a roll-back has restored its files, if there were any. */
    private RunCommand again(Command command, Planning planning) {
        return new RunCommand(command, fromNetworkd(planning).isPresent() ? Undo.after(command) : Undo.NOTHING);
    }

    private static Change linkChange(ResourceId id, Action action, List<RunCommand> commands) {
        return Change.of(id, action, commands).about("link " + id.name());
    }

    /** Files first: as long as they are there, any reload of networkd would bring a deleted link back. */
    private static List<Change> removal(Owned owned, Optional<Link> link, Planning planning) {
        List<Change> changes = new ArrayList<>(ManagedFile.deletions(owned, planning.host()));
        boolean filesGo = !changes.isEmpty();
        link.filter(Link::isBridge)
                .ifPresent(bridge ->
                        changes.add(linkChange(owned.id(), Action.DELETE, deletion(bridge, tool(owned), filesGo))));
        List<Problem> harms = filesGo ? harmsOfAReload(planning) : List.of();
        harms.forEach(harm -> planning.note("systemd-networkd is not told that the files of bridge "
                + owned.id().name() + " are gone, because of " + harm.found()));
        if (filesGo && harms.isEmpty()) {
            changes.add(Change.of(
                            owned.id(),
                            Action.UPDATE,
                            List.of(new RunCommand(
                                    NetworkdCommands.reloadIfActive(), byNetworkdAgain(owned, planning))))
                    .about("systemd-networkd")
                    .because("it forgets the files"));
        }
        return changes;
    }

    /** How a removal is taken back once the files are there again. */
    private static Undo byNetworkdAgain(Owned owned, Planning planning) {
        NetworkdDeletions deletions = NetworkdDeletions.on(planning.host());
        return deletions.isEmpty() || !ForeignLinks.networkdRuns(planning.host())
                ? Undo.after(NetworkdCommands.reloadIfActive())
                : Undo.impossible("bridge " + owned.id().name()
                        + " is not made again, since systemd-networkd would delete " + deletions);
    }

    private static List<Problem> harmsOfAReload(Planning planning) {
        return ForeignLinks.networkdRuns(planning.host())
                ? ForeignLinks.of(planning).changedByAReload()
                : List.of();
    }

    /** With files, networkd brings it back. */
    private static List<RunCommand> deletion(Link bridge, Tool tool, boolean hasFiles) {
        return hasFiles
                ? BridgeCommands.delete(InterfaceName.of(bridge.name()), tool).stream()
                        .map(command -> new RunCommand(command, Undo.NOTHING))
                        .toList()
                : BridgeCommands.delete(bridge, tool);
    }

    private static Tool tool(Owned owned) {
        return Tool.valueOf(owned.attributes().getOrDefault(TOOL, Tool.IP.name()));
    }

    private static final class BridgeKind implements ResourceKind {
        @Override
        public String name() {
            return "bridge";
        }

        @Override
        public Removal remove(Owned owned, Planning planning) {
            InterfaceName name = InterfaceName.of(owned.id().name());
            return Removal.of(removal(
                    owned, NetworkState.readFrom(planning.host()).flatMap(state -> state.link(name)), planning));
        }
    }
}
