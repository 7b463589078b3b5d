package dev.outboard.runner.process;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
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
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.options.ProxySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The unit of a GitLab Runner that is a process of the host. SIGQUIT makes the process finish its jobs and end: so every
 * stop of the unit drains it, also by hand and when the host goes down.
 *
 * @param engines the way to the daemons
 * @param process the process
 * @param served its runners
 */
public record RunnerUnit(Engines engines, HostProcess process, ProcessWithRunners served) implements ProcessLifeCycle {
    static final String KIND = "runner-unit";

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, process.name().toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        new InstalledProgram(process, served.runners()).check(planning);
        List<Change> changes = new ArrayList<>(units().changes(planning));
        OptionalInt restart = IntStream.range(0, changes.size())
                .filter(index -> changes.get(index).action() == Action.RESTART)
                .findFirst();
        if (!planning.isInterrupted(id())) {
            // after systemd has read the unit again, since it takes from there how long a stop may take
            restart.ifPresent(index -> changes.add(
                    index, drain(DrainLimits.of(process), planning).because("it restarts once its jobs have ended")));
        } else if (restart.isEmpty()) {
            changes.add(comeBack());
        }
        return changes;
    }

    @Override
    public Supervisor supervisor() {
        return new SystemdSupervisor(process.unit());
    }

    @Override
    public List<Step> start() {
        return List.of(new StartUnits(List.of(process.unit()), false, Undo.NOTHING));
    }

    /** Within the limits that systemd knows: those of the unit as it was applied. */
    @Override
    public Change drain(Planning planning) {
        return drain(
                planning.receipt().find(id()).map(DrainLimits::readFrom).orElse(DrainLimits.of(process)), planning);
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
    public Map<String, String> attributes(Planning planning) {
        return units().owned(planning).attributes();
    }

    public static ResourceKind kind(Engines engines) {
        return new ProcessRemoval(KIND, engines, name -> new SystemdSupervisor(UnitName.service(name)));
    }
}
