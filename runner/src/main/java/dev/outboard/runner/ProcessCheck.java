package dev.outboard.runner;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.host.Host;
import java.util.List;

/**
 * A runner's container runs on the first daemon.
 *
 * @param docker the first daemon
 * @param process the container
 */
record ProcessCheck(DaemonAccess docker, ContainerProcess process) implements Check {
    @Override
    public String name() {
        return process + " runs";
    }

    @Override
    public List<Finding> run(Host host) {
        boolean isRunning = docker.ask(engine -> engine.container(process.name()))
                .filter(state -> state.isRunning())
                .isPresent();
        return List.of(new Finding(name(), isRunning, isRunning ? "it runs" : "it does not run"));
    }
}
