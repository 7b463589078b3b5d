package dev.outboard.runner.process;

import dev.outboard.core.desired.Check;
import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;
import dev.outboard.runner.ContainerProcess;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import dev.outboard.systemd.proof.Evidence;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A runner's container runs on the first daemon, and not only for a moment: for the daemon, a container that ends and is
 * started again and again runs as well.
 *
 * @param docker the first daemon
 * @param process the container
 * @param clock that of the host
 */
public record ProcessCheck(DaemonAccess docker, ContainerProcess process, InstantSource clock) implements Check {
    /** What can't run at all ends in less time. */
    private static final Duration TRIAL = Duration.ofSeconds(3);

    @Override
    public String name() {
        return process + " runs";
    }

    @Override
    public List<Finding> run(Host host) {
        Evidence evidence = docker.ask(engine -> engine.container(process.name())
                .map(state -> evidence(engine, state))
                .orElse(new Evidence(false, "there is no such container")));
        return List.of(new Finding(name(), evidence.proves(), evidence.text()));
    }

    private Evidence evidence(Engine engine, ContainerState state) {
        String status = state.exitStatus().map(ProcessCheck::status).orElse("");
        if (!state.isRunning()) {
            return failure("it does not run" + status, engine);
        }
        if (state.isRestarting()) {
            return failure(
                    "it ends again and again" + status + ": it was started again " + Restarts.times(state.restarts()),
                    engine);
        }
        Duration uptime = state.startedAt()
                .map(start -> Duration.between(start, clock.instant()))
                .orElse(Duration.ZERO);
        Restarts restarts = new Restarts(state.restarts(), uptime);
        if (restarts.goOn()) {
            return failure(restarts.text(), engine);
        }
        return firstEnd(engine, restarts)
                .map(end -> failure("it ends as soon as it is started" + status(end), engine))
                .orElse(new Evidence(true, restarts.text()));
    }

    /** One that has been there for a moment only may not have had the time to fail. */
    private Optional<Integer> firstEnd(Engine engine, Restarts restarts) {
        boolean isNew = restarts.count() == 0
                && !restarts.uptime().isNegative()
                && restarts.uptime().compareTo(TRIAL) < 0;
        return isNew ? engine.awaitExit(process.name(), TRIAL.minus(restarts.uptime())) : Optional.empty();
    }

    private static String status(int exitStatus) {
        return ", with exit status " + exitStatus;
    }

    private Evidence failure(String text, Engine engine) {
        return new Evidence(false, text + LastLogLines.of(engine, process.name()));
    }
}
