package dev.outboard.network.host;

import com.google.common.collect.ImmutableList;
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
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.step.MakeDirectory;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * That systemd-networkd runs, now and after a reboot. A bridge that it makes needs this before it. Owned only if Outboard
 * started or enabled it, so a removal leaves networkd alone on a host that had it before, or has other files for it by
 * then.
 */
public record NetworkdService() implements Resource {
    /** How networkd is given up again. */
    public static final ResourceKind KIND = new NetworkdKind();

    private static final String UNIT = NetworkdState.UNIT;
    /**
     * They stay active when the service is stopped, and would start it again: one of systemd 252, four of 262. A pattern
     * stands for the units that are loaded: systemctl(1).
     */
    private static final String SOCKETS = "systemd-networkd*.socket";

    private static final String WAIT_ONLINE = "systemd-networkd-wait-online.service";
    private static final ResourceId ID = new ResourceId("networkd", UNIT);
    private static final AbsolutePath SETTINGS = NetworkdSettings.DROP_INS;
    private static final String MADE_DIRECTORY = "directory";

    /**
     * By default networkd deletes the routes, policy rules and nexthop objects that it has not made itself, when it starts:
     * networkd.conf(5). Those of a VPN are among them.
     */
    private static final UnitFile MANNERS_TEXT = UnitFile.empty("outboard.conf")
            .set("Network", "ManageForeignRoutingPolicyRules", "no")
            .set("Network", "ManageForeignRoutes", "no")
            .set("Network", "ManageForeignNextHops", "no")
            .comment("Written by Outboard, which started systemd-networkd on this host.");

    private static final ManagedFile MANNERS =
            ManagedFile.ofText(SETTINGS.resolve("outboard.conf"), MANNERS_TEXT.text());

    private static final String BEGINNING = "beginning";
    private static final List<AbsolutePath> CONFIGURATION =
            List.of(NetworkdFiles.DIRECTORY, AbsolutePath.of("/run/systemd/network"));

    /** Where the link of a masked file leads: systemd.network(5). */
    private static final String MASK = "/dev/null";

    private static final ImmutableList<String> DISABLE = ImmutableList.of("disable", UNIT);
    private static final ImmutableList<String> STOP = ImmutableList.of("stop", UNIT, SOCKETS);

    /** How Outboard came to have networkd running, and so how it ends that. */
    private enum Beginning {
        START(ImmutableList.of("start", UNIT), ImmutableList.of(STOP)),
        ENABLE(ImmutableList.of("enable", UNIT), ImmutableList.of(DISABLE)),
        ENABLE_AND_START(ImmutableList.of("enable", "--now", UNIT), ImmutableList.of(DISABLE, STOP));

        private final ImmutableList<String> begin;
        private final ImmutableList<ImmutableList<String>> end;

        Beginning(ImmutableList<String> begin, ImmutableList<ImmutableList<String>> end) {
            this.begin = begin;
            this.end = end;
        }

        /** Enabling brings the unit which delays boot until a link is online; on this host none may ever be. */
        List<RunCommand> steps() {
            Command[] ends = end.stream().map(Beginning::systemctl).toArray(Command[]::new);
            RunCommand first = new RunCommand(systemctl(begin), Undo.before(ends));
            return this == START
                    ? List.of(first)
                    : List.of(first, new RunCommand(systemctl(List.of("disable", WAIT_ONLINE)), Undo.NOTHING));
        }

        List<RunCommand> ending() {
            return end.stream()
                    .map(arguments -> new RunCommand(systemctl(arguments), Undo.after(systemctl(begin))))
                    .toList();
        }

        private static Command systemctl(List<String> arguments) {
            return Command.of("systemctl", arguments.toArray(String[]::new));
        }
    }

    /**
     * Whether networkd runs because a stack of Outboard needs it, and not because the host uses it: its settings are there
     * before it is started, and go after it is stopped.
     */
    static boolean isBegunByOutboard(HostView host) {
        return host.status(MANNERS.path()).isPresent();
    }

    /** What networkd would delete if it configured a link, running as it does or started by Outboard. */
    static NetworkdDeletions deletions(HostView host) {
        return NetworkdState.readFrom(host).isActive()
                ? NetworkdDeletions.on(host)
                : NetworkdDeletions.afterAStart(MANNERS_TEXT, host);
    }

    @Override
    public ResourceId id() {
        return ID;
    }

    @Override
    public List<Change> changes(Planning planning) {
        NetworkdState state = NetworkdState.readFrom(planning.host());
        if (!state.isLoaded()) {
            planning.conflict(new Problem(
                    UNIT,
                    state.loadState(),
                    "a unit that systemd can load",
                    "set persistence(UNIT) on the bridges, which needs no networkd; or install systemd-networkd, or unmask"
                            + " it: systemctl unmask " + UNIT));
        }
        Optional<Beginning> beginning = beginning(state);
        if (!state.isActive()) {
            requireManners(planning);
            ForeignLinks.of(planning).takenByAStart().forEach(planning::conflict);
        }
        List<Change> changes = new ArrayList<>();
        if (isBegunByOutboard(beginning, planning)) {
            if (lacksDirectory(planning)) {
                changes.add(Change.of(
                                ID,
                                Action.CREATE,
                                List.of(new MakeDirectory(SETTINGS, FileMode.DIRECTORY, FileOwner.ROOT)))
                        .about("directory " + SETTINGS));
            }
            MANNERS.change(ID, planning).ifPresent(changes::add);
        }
        beginning
                .map(begun -> Change.of(ID, Action.UPDATE, begun.steps())
                        .because("it makes the bridges, now and after a reboot; boot does not wait for it"))
                .ifPresent(changes::add);
        return changes;
    }

    @Override
    public Owned owned(Planning planning) {
        Optional<Beginning> beginning = beginning(NetworkdState.readFrom(planning.host()));
        Map<String, String> attributes = new TreeMap<>();
        planning.receipt()
                .find(ID)
                .ifPresentOrElse(
                        owned -> attributes.putAll(owned.attributes()),
                        () -> beginning.ifPresent(begun -> attributes.put(BEGINNING, begun.name())));
        if (isBegunByOutboard(beginning, planning)) {
            attributes.putAll(ManagedFile.attributes(List.of(MANNERS)));
            if (lacksDirectory(planning)) {
                attributes.put(MADE_DIRECTORY, SETTINGS.toString());
            }
        }
        return Owned.of(ID, attributes);
    }

    private static boolean lacksDirectory(Planning planning) {
        return planning.host().status(SETTINGS).isEmpty();
    }

    private static boolean isBegunByOutboard(Optional<Beginning> beginning, Planning planning) {
        return planning.receipt()
                .find(ID)
                .map(owned -> owned.attributes().containsKey(BEGINNING))
                .orElse(beginning.isPresent());
    }

    /** Older ones can't be kept from deleting the policy rules of others when they start. */
    private static void requireManners(Planning planning) {
        NetworkdSettings.tooOld(planning.host())
                .ifPresent(version -> planning.conflict(new Problem(
                        UNIT,
                        "systemd " + version,
                        "249 or newer, whose networkd leaves foreign routes and policy rules alone",
                        "set persistence(UNIT) on the bridges, which needs no networkd")));
    }

    /** What has to be done so that networkd runs; nothing is known of a host that only records, so all of it. */
    private static Optional<Beginning> beginning(NetworkdState state) {
        if (state.isEnabled()) {
            return state.isActive() ? Optional.empty() : Optional.of(Beginning.START);
        }
        return Optional.of(state.isActive() ? Beginning.ENABLE : Beginning.ENABLE_AND_START);
    }

    private static final class NetworkdKind implements ResourceKind {
        @Override
        public String name() {
            return ID.kind();
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            NetworkdState state = NetworkdState.readFrom(removal.host());
            Optional<AbsolutePath> needed = foreignFiles(removal).findFirst();
            needed.ifPresent(file -> removal.note(UNIT + " stays as it is, since there is " + file));
            List<Change> changes = new ArrayList<>();
            if (needed.isEmpty() && (state.isActive() || state.isEnabled())) {
                Beginning beginning =
                        Beginning.valueOf(owned.attributes().getOrDefault(BEGINNING, Beginning.START.name()));
                changes.add(Change.of(ID, Action.UPDATE, beginning.ending()).because("it was not in use before"));
            }
            changes.addAll(ManagedFile.deletions(owned, removal.host()));
            if (owned.attributes().containsKey(MADE_DIRECTORY)
                    && removal.host().status(SETTINGS).isPresent()) {
                changes.add(Change.of(
                                ID, Action.DELETE, List.of(new DeletePath(SETTINGS, DeletePath.Extent.EMPTY_DIRECTORY)))
                        .about("directory " + SETTINGS));
            }
            return Removal.of(changes);
        }

        /** What is not Outboard's. A masked file asks nothing of networkd: it only hides another one of its name. */
        private static Stream<AbsolutePath> foreignFiles(Planning removal) {
            return CONFIGURATION.stream()
                    .flatMap(
                            directory -> removal.host().list(directory).stream().map(directory::resolve))
                    .filter(file -> !removal.host().linkTarget(file).equals(Optional.of(MASK)))
                    .filter(file -> removal.receipt().resources().stream()
                            .noneMatch(owned -> owned.attributes().containsKey(ManagedFile.attribute(file))));
        }
    }
}
