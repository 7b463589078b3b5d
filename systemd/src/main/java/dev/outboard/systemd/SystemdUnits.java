package dev.outboard.systemd;

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
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Units that belong together: their files, that they are enabled, and that they run. Planned together, so that systemd
 * reads its files once and starts everything in one transaction, in its own order.
 *
 * <p>A unit is restarted when its file changes or something that it reads only when it starts; each restart is a change
 * of its own, with the reason. A unit that was stopped or disabled by hand is started and enabled again; a masked one is
 * a conflict, since an administrator wanted it that way.
 *
 * @param id the name of the set; another resource may give its own and have the units as a part
 * @param units the units, in the order in which they are named to systemd
 */
public record SystemdUnits(ResourceId id, List<ManagedUnit> units) implements Resource {
    /** How sets of units go that are resources of their own. */
    public static final ResourceKind KIND = new UnitsKind();

    /**
     * Creates a set of units.
     *
     * @param id the name of the set
     * @param units the units
     */
    public SystemdUnits {
        units = List.copyOf(units);
    }

    /**
     * A set of units that is a resource of its own.
     *
     * @param name which set
     * @param units the units
     * @return the set
     */
    public static SystemdUnits of(String name, List<ManagedUnit> units) {
        return new SystemdUnits(new ResourceId(KIND.name(), name), units);
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<Map<UnitName, UnitState>> states = UnitState.readFrom(planning.host(), names(units));
        states.ifPresent(known -> noteConflicts(known, planning));
        List<Change> changes = new ArrayList<>();
        Set<UnitName> rewritten = new LinkedHashSet<>();
        for (ManagedUnit unit : units) {
            unit.file().change(id, planning).ifPresent(change -> {
                changes.add(change);
                if (!change.steps().isEmpty()) {
                    rewritten.add(unit.name());
                }
            });
        }
        boolean stale = states.map(known -> known.values().stream().anyMatch(UnitState::needsDaemonReload))
                .orElse(true);
        Optional<Change> enabling = enabling(states);
        enabling.ifPresent(changes::add);
        if (stale || !rewritten.isEmpty() || enabling.isPresent()) {
            changes.add(update("unit files", Systemctl.daemonReload(), Undo.after(Systemctl.daemonReload()))
                    .because(reloading(rewritten)));
        }
        changes.addAll(new UnitTransaction(this, states, rewritten, planning).changes());
        changes.addAll(outdated(planning));
        return changes;
    }

    /** Takes away what the set had when it was applied last and has no more; last, when nothing needs it any longer. */
    private List<Change> outdated(Planning planning) {
        Map<String, String> files = new TreeMap<>();
        planning.receipt().find(id).ifPresent(owned -> files.putAll(owned.attributes()));
        files.keySet().removeIf(attribute -> !attribute.startsWith(ManagedFile.attribute(ManagedUnit.DIRECTORY)));
        units.forEach(unit -> files.remove(ManagedFile.attribute(unit.file().path())));
        return files.isEmpty() ? List.of() : removal(Owned.of(id, files), planning);
    }

    private void noteConflicts(Map<UnitName, UnitState> states, Planning planning) {
        for (ManagedUnit unit : units) {
            UnitState state = states.get(unit.name());
            String path = unit.file().path().toString();
            if (state != null && state.isMasked()) {
                planning.conflict(new Problem(
                        "unit " + unit.name(),
                        "masked",
                        "a unit that may be started",
                        "run \"systemctl unmask " + unit.name() + "\", or choose another name"));
            } else if (state != null
                    && !state.fragmentPath().isEmpty()
                    && !state.fragmentPath().equals(path)) {
                planning.conflict(new Problem(
                        "unit " + unit.name(),
                        "a unit of that name in " + state.fragmentPath(),
                        "no unit of that name, or the one that Outboard would write to " + path,
                        "choose another name, or remove what brought that unit"));
            }
        }
    }

    /** What is in a slice that systemd reads again gets its limits at once. */
    private static String reloading(Set<UnitName> rewritten) {
        List<UnitName> slices = rewritten.stream()
                .filter(unit -> unit.suffix().equals(".slice"))
                .toList();
        return slices.isEmpty()
                ? "systemd reads them again"
                : "systemd reads them again, and sets the limits of " + joined(slices) + " without a restart";
    }

    private Optional<Change> enabling(Optional<Map<UnitName, UnitState>> states) {
        List<UnitName> disabled = names(units.stream()
                .filter(ManagedUnit::enabled)
                .filter(unit ->
                        !state(states, unit.name()).filter(UnitState::isEnabled).isPresent())
                .toList());
        return disabled.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        update(joined(disabled), Systemctl.enable(disabled), Undo.before(Systemctl.disable(disabled)))
                                .because("to start with the host"));
    }

    private Change update(String subject, Command command, Undo undo) {
        return Change.of(id, Action.UPDATE, List.of(new RunCommand(command, undo)))
                .about(subject);
    }

    static Optional<UnitState> state(Optional<Map<UnitName, UnitState>> states, UnitName unit) {
        return states.map(known -> known.get(unit));
    }

    private static List<UnitName> names(List<ManagedUnit> units) {
        return units.stream().map(ManagedUnit::name).toList();
    }

    private static String joined(List<UnitName> units) {
        return units.stream().map(UnitName::toString).collect(Collectors.joining(", "));
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>(
                ManagedFile.attributes(units.stream().map(ManagedUnit::file).toList()));
        units.stream()
                .flatMap(unit -> unit.reads().stream())
                .forEach(file -> attributes.put(reading(file), file.content().sha256()));
        return Owned.of(id, attributes);
    }

    /**
     * The attribute for a file that a unit reads. It tells an apply that failed after the file was written, and before
     * the unit was restarted.
     */
    static String reading(ManagedFile file) {
        return "reads " + file.path();
    }

    /**
     * Plans to take away the units that a resource remembers by their files: they are stopped and disabled with one
     * command, their files deleted, and systemd forgets them.
     *
     * @param owned the resource
     * @param removal the host
     * @return what has to happen, in order; empty if everything is gone
     */
    public static List<Change> removal(Owned owned, Planning removal) {
        List<UnitName> units = remembered(owned);
        Optional<Map<UnitName, UnitState>> states = UnitState.readFrom(removal.host(), units);
        List<UnitName> installed = units.stream()
                .filter(unit -> removal.host().status(ManagedUnit.file(unit)).isPresent())
                .toList();
        List<Change> changes = new ArrayList<>();
        if (!installed.isEmpty()) {
            changes.add(delete(
                    owned,
                    installed,
                    new RunCommand(Systemctl.disableNow(installed), asTheyWere(installed, states)),
                    "no longer started with the host"));
        }
        // systemctl can't disable a unit whose file was deleted.
        List<UnitName> orphans = those(units, states, UnitState::isActive).stream()
                .filter(unit -> !installed.contains(unit))
                .toList();
        if (!orphans.isEmpty()) {
            changes.add(
                    delete(owned, orphans, new RunCommand(Systemctl.stop(orphans)), "runs although its file is gone"));
        }
        changes.addAll(ManagedFile.deletions(owned, removal.host()));
        if (!changes.isEmpty()) {
            changes.add(delete(
                    owned,
                    units,
                    new RunCommand(Systemctl.daemonReload(), Undo.after(Systemctl.daemonReload())),
                    "systemd forgets what is no longer there"));
        }
        List<UnitName> failed = those(units, states, UnitState::isFailed);
        if (!failed.isEmpty()) {
            changes.add(delete(
                    owned,
                    failed,
                    new RunCommand(Systemctl.resetFailed(failed), Undo.NOTHING),
                    "systemd forgets the failure"));
        }
        return changes;
    }

    private static List<UnitName> those(
            List<UnitName> units, Optional<Map<UnitName, UnitState>> states, Predicate<UnitState> wanted) {
        return units.stream()
                .filter(unit -> state(states, unit).filter(wanted).isPresent())
                .toList();
    }

    private static List<UnitName> remembered(Owned owned) {
        return owned.attributes().keySet().stream()
                .filter(attribute -> attribute.startsWith(ManagedFile.attribute(ManagedUnit.DIRECTORY)))
                .map(attribute -> UnitName.of(attribute.substring(attribute.lastIndexOf('/') + 1)))
                .toList();
    }

    /** Units of a set whose files are back: systemd has not read them again when these commands run. */
    private static Undo asTheyWere(List<UnitName> units, Optional<Map<UnitName, UnitState>> states) {
        List<Command> commands = new ArrayList<>();
        List<UnitName> enabled = those(units, states, UnitState::isEnabled);
        List<UnitName> active = those(units, states, UnitState::isActive);
        commands.add(Systemctl.daemonReload());
        if (!enabled.isEmpty()) {
            commands.add(Systemctl.enable(enabled));
        }
        if (!active.isEmpty()) {
            commands.add(Systemctl.start(active));
        }
        return Undo.after(commands.toArray(Command[]::new));
    }

    private static Change delete(Owned owned, List<UnitName> units, RunCommand command, String reason) {
        return Change.of(owned.id(), Action.DELETE, List.of(command))
                .about(joined(units))
                .because(reason);
    }

    private static final class UnitsKind implements ResourceKind {
        @Override
        public String name() {
            return "units";
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            return Removal.of(removal(owned, removal));
        }
    }
}
