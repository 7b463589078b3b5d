package dev.outboard.runner.process;

import com.google.common.base.Splitter;
import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.HostProcess;
import dev.outboard.systemd.ReplacedProgram;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.proof.Evidence;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A runner's unit runs, and not only for a moment: its process is started again whenever it ends.
 *
 * @param process the process in it
 */
public record RunnerUnitCheck(HostProcess process) implements Check {
    private static final AbsolutePath UPTIME = AbsolutePath.of("/proc/uptime");

    @Override
    public String name() {
        return process + " runs";
    }

    @Override
    public List<Finding> run(Host host) {
        return UnitState.readFrom(host, List.of(process.unit())).stream()
                .flatMap(states -> states.values().stream())
                .map(state -> evidence(state, host))
                .map(evidence -> new Finding(name(), evidence.proves(), evidence.text()))
                .toList();
    }

    private Evidence evidence(UnitState state, HostView host) {
        String seen = "systemd finds it " + state.activity();
        if (!state.isActive()) {
            String restarts = state.restarts() > 0 ? ", and started it again " + Restarts.times(state.restarts()) : "";
            return new Evidence(false, seen + restarts + LastLogLines.of(host, process.unit()));
        }
        Optional<ReplacedProgram> replaced = ReplacedProgram.of(state, host);
        if (replaced.isPresent()) {
            return new Evidence(
                    false,
                    "it still runs the " + replaced.get().path()
                            + " of before an upgrade; apply the plan again, which restarts it once its jobs have ended");
        }
        Optional<Restarts> restarts = state.activeSince()
                .flatMap(since -> sinceBoot(host).map(now -> new Restarts(state.restarts(), now.minus(since))));
        return restarts.filter(Restarts::goOn)
                .map(loop -> new Evidence(false, loop.text() + LastLogLines.of(host, process.unit())))
                .orElse(new Evidence(true, seen));
    }

    /** Seconds with a fraction, then the idle time (proc(5)). Time asleep counts here, and not for systemd: no loop then. */
    private static Optional<Duration> sinceBoot(HostView host) {
        return host.read(UPTIME)
                .map(content ->
                        Splitter.on(' ').split(content.text()).iterator().next())
                .map(seconds -> Duration.ofMillis(
                        new BigDecimal(seconds).movePointRight(3).longValue()));
    }
}
