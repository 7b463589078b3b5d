package dev.outboard.runner;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.host.Host;
import java.util.List;

/**
 * A runner's container runs on the first daemon, and its configuration names GitLab.
 *
 * @param docker the first daemon
 * @param runner the runner
 * @param registration its place in GitLab
 */
record RunnerCheck(FirstEngine docker, RunnerSpec runner, RunnerRegistration registration) implements Check {
    @Override
    public String name() {
        return runner + " runs and is registered";
    }

    @Override
    public List<Finding> run(Host host) {
        boolean isRunning = docker.ask(engine -> engine.container(runner.name()))
                .filter(state -> state.isRunning())
                .isPresent();
        boolean isRegistered = registration.isRegistered(host);
        return List.of(new Finding(
                name(),
                isRunning && isRegistered,
                "its container " + (isRunning ? "runs" : "does not run") + ", and "
                        + RunnerRegistration.configuration(runner)
                        + (isRegistered ? " has it" : " does not have it")));
    }
}
