package dev.outboard.systemd;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.UnitName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Decides which units of a set are started or restarted, and why. Each unit sees what was decided for those before. */
final class UnitTransaction {
    private final SystemdUnits set;
    private final Optional<Map<UnitName, UnitState>> states;
    private final Set<UnitName> rewritten;
    private final Planning planning;
    private final Map<UnitName, Change> jobs = new LinkedHashMap<>();
    private boolean restart;

    UnitTransaction(
            SystemdUnits set, Optional<Map<UnitName, UnitState>> states, Set<UnitName> rewritten, Planning planning) {
        this.set = set;
        this.states = states;
        this.rewritten = rewritten;
        this.planning = planning;
    }

    /** One change for each unit; the last one carries the steps of all, so that they are one transaction. */
    List<Change> changes() {
        set.units().stream().filter(ManagedUnit::running).forEach(this::decide);
        List<Change> changes = new ArrayList<>(jobs.values());
        if (!changes.isEmpty()) {
            Change last = changes.remove(changes.size() - 1);
            changes.add(Change.of(last.resource(), last.action(), steps())
                    .about(last.subject())
                    .because(last.reason().orElseThrow()));
        }
        return changes;
    }

    private void decide(ManagedUnit unit) {
        Optional<UnitState> state = SystemdUnits.state(states, unit.name()).filter(UnitState::exists);
        if (state.isEmpty()) {
            job(unit, Action.CREATE, "to run from now on");
        } else if (!state.get().isActive()) {
            job(unit, Action.UPDATE, "to run, found " + state.get().activity());
        } else if (!reasons(unit).isEmpty()) {
            restart = true;
            job(unit, unit.interrupting() ? Action.RESTART : Action.UPDATE, String.join(", ", reasons(unit)));
        }
    }

    private void job(ManagedUnit unit, Action action, String reason) {
        Change job = Change.of(set.id(), action, List.of()).about(unit.name().toString());
        jobs.put(unit.name(), job.because(reason));
    }

    private Set<String> reasons(ManagedUnit unit) {
        ImmutableSet.Builder<String> reasons = ImmutableSet.builder();
        if (!unit.restartsForItsFile()) {
            return reasons.build();
        }
        if (rewritten.contains(unit.name()) || runsWithAnother(unit)) {
            reasons.add("its unit file changes");
        } else if (SystemdUnits.state(states, unit.name())
                .filter(UnitState::needsDaemonReload)
                .isPresent()) {
            reasons.add("its unit file changed since systemd read it");
        }
        SystemdUnits.state(states, unit.name())
                .flatMap(state -> ReplacedProgram.of(state, planning.host()))
                .ifPresent(program -> reasons.add("its program " + program.path() + " was replaced since it started"));
        unit.reads().stream()
                .filter(file -> planning.isChanged(file.id()) || hasReadAnother(file))
                .forEach(file -> reasons.add(file.id() + " changes"));
        unit.restartedBy().stream().filter(planning::isChanged).forEach(resource -> reasons.add(resource + " changes"));
        unit.restartedWith().stream().filter(jobs::containsKey).forEach(other -> reasons.add(other + " restarts"));
        return reasons.build();
    }

    /** An apply was ended after systemd had read the file, and before it restarted the unit. */
    private boolean runsWithAnother(ManagedUnit unit) {
        return isRememberedOtherwise(ManagedFile.attribute(unit.file().path()), unit.file());
    }

    private boolean hasReadAnother(ManagedFile file) {
        return isRememberedOtherwise(SystemdUnits.reading(file), file);
    }

    private boolean isRememberedOtherwise(String attribute, ManagedFile file) {
        return planning.receipt()
                .find(set.id())
                .map(owned -> owned.attributes().get(attribute))
                .filter(hash -> !hash.equals(file.content().sha256()))
                .isPresent();
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        List<UnitName> known = jobs.keySet().stream()
                .filter(unit -> SystemdUnits.state(states, unit)
                        .filter(UnitState::exists)
                        .isPresent())
                .toList();
        if (!known.isEmpty()) {
            // One that failed, or was just started, often enough would be refused: systemd.unit(5), StartLimitBurst=.
            steps.add(new RunCommand(Systemctl.resetFailed(known), Undo.NOTHING));
        }
        steps.add(new StartUnits(List.copyOf(jobs.keySet()), restart, undo()));
        return steps;
    }

    /** What ran runs again with its files of before; what did not is stopped. */
    private Undo undo() {
        Predicate<UnitName> ran = unit ->
                SystemdUnits.state(states, unit).filter(UnitState::isActive).isPresent();
        List<UnitName> restarted = jobs.keySet().stream().filter(ran).toList();
        List<UnitName> started = jobs.keySet().stream().filter(ran.negate()).toList();
        return new Undo(
                started.isEmpty() ? List.of() : List.of(Systemctl.stop(started)),
                restarted.isEmpty() ? List.of() : List.of(Systemctl.restart(restarted)),
                Optional.empty());
    }
}
