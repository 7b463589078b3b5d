package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.command.ShellWords;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.value.ContainerName;
import dev.outboard.runner.docker.ContainerDefinition;
import dev.outboard.runner.docker.ContainerState;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.daemon.Daemon;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A runner's container on the first daemon. It is made anew when its definition changes, which a label with the
 * definition's hash tells.
 *
 * @param docker the first daemon
 * @param definition the container
 * @param served the process in it, with its runners
 */
record RunnerContainer(FirstEngine docker, ContainerDefinition definition, ServedRunners served) implements Resource {
    private static final String KIND = "container";

    /** gitlab-runner ends its jobs on SIGTERM for up to its shutdown_timeout, 30 s by default. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);

    static ResourceId id(ContainerName name) {
        return new ResourceId(KIND, name.toString());
    }

    @Override
    public ResourceId id() {
        return id(definition.name());
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<ContainerState> current = docker.ask(engine -> engine.container(definition.name()));
        if (current.isEmpty()) {
            return List.of(Change.of(id(), Action.CREATE, List.of(create(), start())));
        }
        if (!planning.mayChange(id())) {
            planning.conflict(notOurs(current.get()));
        }
        if (!current.get().isMadeFrom(definition)) {
            return List.of(Change.of(
                            id(),
                            Action.RESTART,
                            List.of(stop(docker, name()), remove(docker, name()), create(), start()))
                    .because("its definition changed, so it is made anew; jobs that run now are ended"));
        }
        if (!current.get().isRunning()) {
            return List.of(Change.of(id(), Action.UPDATE, List.of(start())).because("it is stopped"));
        }
        return restartReason(planning)
                .map(reason -> List.of(Change.of(id(), Action.RESTART, List.of(stop(docker, name()), start()))
                        .because(reason)))
                .orElse(List.of());
    }

    private Optional<String> restartReason(Planning planning) {
        Optional<DaemonSpec> daemon = served.daemons().stream()
                .filter(spec -> isSocketMadeAnew(spec, planning))
                .findFirst();
        if (daemon.isPresent()) {
            return Optional.of("the socket of " + daemon.get().name() + " is made anew");
        }
        return new RunnerConfiguration(served).needsRestart(planning)
                ? Optional.of("the process reads a part of its configuration only when it starts")
                : Optional.empty();
    }

    /** By a restart of the daemon, or by a start of what was stopped: a bind mount keeps the file it was made with. */
    private static boolean isSocketMadeAnew(DaemonSpec daemon, Planning planning) {
        return planning.isInterrupted(Daemon.id(daemon.name()))
                || UnitState.readFrom(planning.host(), List.of(daemon.socketUnit()))
                        .filter(states -> states.values().stream().noneMatch(UnitState::isActive))
                        .isPresent();
    }

    private Problem notOurs(ContainerState current) {
        return new Problem(
                "container " + name(),
                "a container of that name that is not Outboard's, from image " + current.image(),
                "none",
                "rename the runner, remove that container, or adopt it: it is replaced then");
    }

    private ContainerName name() {
        return definition.name();
    }

    private Step create() {
        List<String> line = definition.toDockerRun();
        return docker.step(
                "create " + ShellWords.join(line.subList(line.indexOf("--name"), line.size())),
                engine -> engine.create(definition));
    }

    private Step start() {
        return docker.step("start " + name(), engine -> engine.start(name()));
    }

    private static Step stop(FirstEngine docker, ContainerName name) {
        return docker.step(
                "stop --time " + STOP_PATIENCE.toSeconds() + " " + name, engine -> engine.stop(name, STOP_PATIENCE));
    }

    private static Step remove(FirstEngine docker, ContainerName name) {
        return docker.step("rm --force " + name, engine -> engine.remove(name));
    }

    @Override
    public Owned owned(Planning planning) {
        return Owned.of(id(), ImmutableMap.of());
    }

    /** Containers are stopped, then removed. */
    static ResourceKind kind(FirstEngine docker) {
        return new ContainerKind(docker);
    }

    private record ContainerKind(FirstEngine docker) implements ResourceKind {
        @Override
        public String name() {
            return KIND;
        }

        @Override
        public Removal remove(Owned owned, Planning removal) {
            ContainerName name = ContainerName.of(owned.id().name());
            return Removal.of(docker.ask(engine -> engine.container(name)).stream()
                    .map(state -> Change.of(
                            owned.id(),
                            Action.DELETE,
                            List.of(stop(docker, name), RunnerContainer.remove(docker, name))))
                    .toList());
        }
    }
}
