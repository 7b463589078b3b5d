package dev.outboard.network;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.RunCommand;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.AbsolutePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * That systemd-networkd runs, now and after a reboot. A bridge that it makes needs this before it. Owned only if Outboard
 * started or enabled it, so a removal leaves networkd alone on a host that had it before, or has other files for it by
 * then.
 */
public record NetworkdService() implements Resource {
    /** How networkd is given up again. */
    public static final ResourceKind KIND = new NetworkdKind();

    private static final String UNIT = "systemd-networkd.service";
    // Stays active when the service is stopped, and would start it again.
    private static final String SOCKET = "systemd-networkd.socket";
    private static final String WAIT_ONLINE = "systemd-networkd-wait-online.service";
    private static final ResourceId ID = new ResourceId("networkd", UNIT);
    private static final Query STATE = Query.of(
            "systemctl", "show", "--property=LoadState", "--property=ActiveState", "--property=UnitFileState", UNIT);
    private static final String BEGINNING = "beginning";
    private static final ImmutableSet<String> ACTIVE = ImmutableSet.of("active", "activating", "reloading");
    private static final List<AbsolutePath> CONFIGURATION =
            List.of(NetworkdFiles.DIRECTORY, AbsolutePath.of("/run/systemd/network"));

    /** How Outboard came to have networkd running, and so how it ends that. */
    private enum Beginning {
        START(ImmutableList.of("start", UNIT), ImmutableList.of("stop", UNIT, SOCKET)),
        ENABLE(ImmutableList.of("enable", UNIT), ImmutableList.of("disable", UNIT)),
        ENABLE_AND_START(ImmutableList.of("enable", "--now", UNIT), ImmutableList.of("disable", "--now", UNIT, SOCKET));

        private final ImmutableList<String> begin;
        private final ImmutableList<String> end;

        Beginning(ImmutableList<String> begin, ImmutableList<String> end) {
            this.begin = begin;
            this.end = end;
        }

        /** Enabling brings the unit which delays boot until a link is online; on this host none may ever be. */
        List<RunCommand> steps() {
            RunCommand first = new RunCommand(systemctl(begin), Undo.before(systemctl(end)));
            return this == START
                    ? List.of(first)
                    : List.of(first, new RunCommand(systemctl(List.of("disable", WAIT_ONLINE)), Undo.NOTHING));
        }

        RunCommand ending() {
            return new RunCommand(systemctl(end), Undo.after(systemctl(begin)));
        }

        private static Command systemctl(List<String> arguments) {
            return Command.of("systemctl", arguments.toArray(String[]::new));
        }
    }

    @Override
    public ResourceId id() {
        return ID;
    }

    @Override
    public List<Change> changes(Planning planning) {
        Map<String, String> state = state(planning.host());
        if (!state.getOrDefault("LoadState", "loaded").equals("loaded")) {
            planning.conflict(new Problem(
                    UNIT,
                    String.valueOf(state.get("LoadState")),
                    "a unit that systemd can load",
                    "install systemd-networkd, or unmask it: systemctl unmask " + UNIT
                            + "; or set persistence(UNTIL_REBOOT) on the bridges"));
        }
        return beginning(state).stream()
                .map(beginning -> Change.of(ID, Action.UPDATE, beginning.steps())
                        .because("it makes the bridges, now and after a reboot; boot does not wait for it"))
                .toList();
    }

    @Override
    public Owned owned(Planning planning) {
        return planning.receipt()
                .find(ID)
                .orElseGet(() -> Owned.of(
                        ID,
                        beginning(state(planning.host()))
                                .map(beginning -> ImmutableMap.of(BEGINNING, beginning.name()))
                                .orElse(ImmutableMap.of())));
    }

    /** What has to be done so that networkd runs; nothing is known of a host that only records, so all of it. */
    private static Optional<Beginning> beginning(Map<String, String> state) {
        boolean enabled = isEnabled(state);
        boolean active = isActive(state);
        if (enabled) {
            return active ? Optional.empty() : Optional.of(Beginning.START);
        }
        return Optional.of(active ? Beginning.ENABLE : Beginning.ENABLE_AND_START);
    }

    private static boolean isEnabled(Map<String, String> state) {
        return state.getOrDefault("UnitFileState", "").equals("enabled");
    }

    private static boolean isActive(Map<String, String> state) {
        return ACTIVE.contains(state.getOrDefault("ActiveState", ""));
    }

    private static Map<String, String> state(HostView host) {
        Map<String, String> properties = new LinkedHashMap<>();
        host.ask(STATE)
                .map(answer -> answer.requireSuccess("run as root on a host that was booted with systemd, set"
                                + " persistence(UNTIL_REBOOT) on the bridges, or stage into a directory instead")
                        .output())
                .orElse("")
                .lines()
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> properties.put(parts[0], parts[1]));
        return properties;
    }

    private static final class NetworkdKind implements ResourceKind {
        @Override
        public String name() {
            return ID.kind();
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            Map<String, String> state = state(removal.host());
            Optional<AbsolutePath> needed = foreignFiles(removal).findFirst();
            needed.ifPresent(file -> removal.note(UNIT + " stays as it is, since there is " + file));
            if (needed.isPresent() || (!isActive(state) && !isEnabled(state))) {
                return Removal.of(List.of());
            }
            Beginning beginning = Beginning.valueOf(owned.attributes().getOrDefault(BEGINNING, Beginning.START.name()));
            return Removal.of(List.of(
                    Change.of(ID, Action.UPDATE, List.of(beginning.ending())).because("it was not in use before")));
        }

        private static Stream<AbsolutePath> foreignFiles(Planning removal) {
            return CONFIGURATION.stream()
                    .flatMap(
                            directory -> removal.host().list(directory).stream().map(directory::resolve))
                    .filter(file -> removal.receipt().resources().stream()
                            .noneMatch(owned -> owned.attributes().containsKey(ManagedFile.attribute(file))));
        }
    }
}
