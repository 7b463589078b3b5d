package dev.outboard.runner.process;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.UnitName;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.StartUnits;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.options.ProxySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The unit of a GitLab Runner that is a process of the host. SIGQUIT makes the process finish its jobs and end: so every
 * stop of the unit drains it, also by hand and when the host goes down.
 *
 * @param engines the way to the daemons
 * @param process the process
 * @param served its runners
 */
public record RunnerUnit(Engines engines, HostProcess process, ProcessWithRunners served) implements Drainable {
    static final String KIND = "runner-unit";

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, process.name().toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        new InstalledProgram(process, served.runners()).check(planning);
        List<Change> changes = units().changes(planning);
        int restart = indexOfRestart(changes);
        if (planning.isInterrupted(id())) {
            return restart < changes.size() ? changes : withLast(changes, comeBack());
        }
        return restart < changes.size() ? withDrain(changes, restart, planning) : changes;
    }

    private static int indexOfRestart(List<Change> changes) {
        int index = 0;
        while (index < changes.size() && changes.get(index).action() != Action.RESTART) {
            index++;
        }
        return index;
    }

    /** After systemd has read the unit again, since it takes from there how long a stop may take. */
    private List<Change> withDrain(List<Change> changes, int restart, Planning planning) {
        List<Change> drained = new ArrayList<>(changes);
        drained.add(
                restart,
                drain(id(), drain(DrainLimits.of(process), planning)).because("it restarts once its jobs have ended"));
        return drained;
    }

    private static List<Change> withLast(List<Change> changes, Change last) {
        return Stream.concat(changes.stream(), Stream.of(last)).toList();
    }

    private Change comeBack() {
        return Change.of(id(), Action.RESTART, List.of(new StartUnits(List.of(process.unit()), false, Undo.NOTHING)))
                .about(process.unit().toString())
                .because("it comes back after its daemon");
    }

    @Override
    public boolean isRunning(Planning planning) {
        return isActive(process.unit(), planning);
    }

    private static boolean isActive(UnitName unit, Planning planning) {
        return UnitState.readFrom(planning.host(), List.of(unit))
                .filter(states -> states.values().stream().anyMatch(UnitState::isActive))
                .isPresent();
    }

    /** Within the limits that systemd knows: those of the unit as it was applied. */
    @Override
    public Change drain(Planning planning) {
        DrainLimits limits =
                planning.receipt().find(id()).map(DrainLimits::readFrom).orElse(DrainLimits.of(process));
        return drain(id(), drain(limits, planning));
    }

    private UnitDrain drain(DrainLimits limits, Planning planning) {
        return new UnitDrain(process.unit(), limits, RunningJobs.of(engines, served, planning.host()));
    }

    private static Change drain(ResourceId id, UnitDrain drain) {
        return Change.of(id, Action.RESTART, drain.steps()).about(drain.unit().toString());
    }

    private SystemdUnits units() {
        return new SystemdUnits(id(), List.of(ManagedUnit.of(process.unit(), text().text())));
    }

    /**
     * What the process reads only when it starts is in the unit as well, so that the unit restarts for it: keys that start
     * with {@code X-} are for others than systemd (systemd.unit(5)).
     */
    private UnitFile text() {
        String daemons = served.daemons().stream()
                .map(DaemonSpec::serviceUnit)
                .map(UnitName::toString)
                .collect(Collectors.joining(" "));
        UnitFile unit = UnitFile.empty(process.unit().toString())
                .set("Unit", "Description", "GitLab Runner " + process.name())
                .set("Unit", "Wants", "network-online.target " + daemons)
                .set("Unit", "After", "network-online.target " + daemons)
                .set(
                        "Service",
                        "ExecStart",
                        ExecLine.quote(List.of(
                                process.program().toString(),
                                "run",
                                "--config",
                                process.configurationFile().toString(),
                                "--working-directory",
                                process.configurationDirectory().toString(),
                                "--service",
                                process.name().toString())))
                .set("Service", "KillSignal", "SIGQUIT")
                .set("Service", "KillMode", "mixed")
                .set(
                        "Service",
                        "TimeoutStopSec",
                        DrainLimits.of(process).total().toSeconds() + "s")
                .set("Service", "Restart", "always")
                .set("Service", "RestartSec", "5s");
        Map<String, String> environment =
                process.proxies().map(ProxySettings::environment).orElse(ImmutableMap.of());
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            unit = unit.add("Service", "Environment", UnitValue.environment(variable.getKey(), variable.getValue()));
        }
        for (Setting<String> setting : ProcessSettings.READ_AT_START) {
            String key = "X-" + setting.toString().replace('.', '-');
            Optional<String> value = process.settings().get(setting);
            if (value.isPresent()) {
                unit = unit.set("Service", key, UnitValue.literal(value.get()));
            }
        }
        return unit.set("Install", "WantedBy", "multi-user.target")
                .comment("Unit of the GitLab Runner " + process.name()
                        + ".\nWritten by Outboard, which will overwrite changes; for your own use a drop-in.");
    }

    @Override
    public Owned owned(Planning planning) {
        Map<String, String> attributes = new TreeMap<>(units().owned(planning).attributes());
        RunningJobs.remember(served, attributes);
        DrainLimits.of(process).remember(attributes);
        return Owned.of(id(), attributes);
    }

    /** Units are drained, then removed. */
    public static ResourceKind kind(Engines engines) {
        return new UnitKind(engines);
    }

    private record UnitKind(Engines engines) implements ResourceKind {
        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            UnitName unit = UnitName.service(owned.id().name());
            List<Change> changes = new ArrayList<>();
            if (isActive(unit, removal)) {
                UnitDrain drain = new UnitDrain(
                        unit, DrainLimits.readFrom(owned), RunningJobs.readFrom(engines, owned, removal.host()));
                changes.add(drain(owned.id(), drain).because("it goes once its jobs have ended"));
            }
            changes.addAll(SystemdUnits.removal(owned, removal));
            return Removal.of(changes);
        }
    }
}
