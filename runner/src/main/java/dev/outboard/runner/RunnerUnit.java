package dev.outboard.runner;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.RunCommand;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.unitfile.UnitValue;
import dev.outboard.core.value.UnitName;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.runner.configuration.Setting;
import dev.outboard.systemd.ManagedUnit;
import dev.outboard.systemd.Systemctl;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.time.Duration;
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
 * @param process the process
 * @param served its runners
 */
record RunnerUnit(HostProcess process, ServedRunners served) implements Resource {
    private static final String KIND = "runner-unit";
    private static final String DRAIN = "drain";

    /** For systemd's own work, beside the time that jobs may take. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, process.name().toString());
    }

    @Override
    public List<Change> changes(Planning planning) {
        if (!planning.host().isRecording()
                && planning.host().status(process.program()).isEmpty()) {
            planning.conflict(new Problem(
                    "runner process " + process.name() + ": program",
                    "nothing at " + process.program(),
                    "GitLab Runner",
                    "install the package gitlab-runner, or name the program: HostProcess.Builder.program(…)"));
        }
        List<Change> changes = units().changes(planning);
        return changes.stream().anyMatch(change -> change.action() == Action.RESTART)
                ? Stream.concat(Stream.of(drain(id(), process.unit(), process.drainLimit())), changes.stream())
                        .toList()
                : changes;
    }

    private static Change drain(ResourceId id, UnitName unit, Duration limit) {
        return Change.of(
                        id,
                        Action.RESTART,
                        List.of(new RunCommand(Systemctl.stop(List.of(unit)).withTimeout(limit.plus(SLACK)))))
                .about(unit.toString())
                .because("running jobs may go on for " + limit.toSeconds() + " s, then they are given up");
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
                .set("Service", "TimeoutStopSec", process.drainLimit().toSeconds() + "s")
                .set("Service", "Restart", "always")
                .set("Service", "RestartSec", "5s");
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
        attributes.put(DRAIN, Long.toString(process.drainLimit().toSeconds()));
        return Owned.of(id(), attributes);
    }

    /** Units are drained, then removed. */
    static ResourceKind kind() {
        return new UnitKind();
    }

    private static final class UnitKind implements ResourceKind {
        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            UnitName unit = UnitName.service(owned.id().name());
            Duration limit =
                    Duration.ofSeconds(Long.parseLong(owned.attributes().getOrDefault(DRAIN, "0")));
            List<Change> changes = new ArrayList<>();
            boolean isActive = UnitState.readFrom(removal.host(), List.of(unit))
                    .filter(states -> states.values().stream().anyMatch(UnitState::isActive))
                    .isPresent();
            if (isActive) {
                changes.add(drain(owned.id(), unit, limit));
            }
            changes.addAll(SystemdUnits.removal(owned, removal));
            return Removal.of(changes);
        }
    }
}
