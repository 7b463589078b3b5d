package dev.outboard.runner.process;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.value.ContainerName;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A runner's container on the first daemon. It is recreated when its definition changes, which a label with the
 * definition's hash tells. Whatever ends it waits for its jobs before.
 *
 * @param engines the way to the daemons
 * @param definition the container
 * @param served the process in it, with its runners
 */
public record RunnerContainer(Engines engines, ContainerDefinition definition, ProcessWithRunners served)
        implements ProcessLifeCycle {
    static final String KIND = "container";

    public static ResourceId id(ContainerName name) {
        return new ResourceId(KIND, name.toString());
    }

    @Override
    public ResourceId id() {
        return id(definition.name());
    }

    @Override
    public List<Change> changes(Planning planning) {
        Optional<ContainerState> current = docker().ask(engine -> engine.container(name()));
        boolean isOurs = planning.mayChange(id());
        if (current.isEmpty()) {
            return List.of(
                    isOurs && hasOld() ? goOn(Action.CREATE, replacement(true).create()) : create());
        }
        if (!isOurs) {
            planning.conflict(notOurs(current.get()));
        }
        if (!current.get().isMadeFrom(definition)) {
            return List.of(replace(current.get(), "its definition changed", planning));
        }
        if (hasAnotherImage(current.get())) {
            return List.of(replace(current.get(), definition.image() + " is another image now", planning));
        }
        if (hasOld() && !current.get().isRunning()) {
            return List.of(goOn(Action.UPDATE));
        }
        List<Change> changes = new ArrayList<>();
        if (hasOld()) {
            changes.add(forgetOld());
        }
        repair(current.get(), planning).ifPresent(changes::add);
        return changes;
    }

    /** By a pull or load since it was made; an image that is not there can't be another one. */
    private boolean hasAnotherImage(ContainerState current) {
        return docker().ask(engine -> engine.imageId(definition.image()))
                .filter(id -> !id.equals(current.imageId()))
                .isPresent();
    }

    private boolean hasOld() {
        return docker().ask(engine -> engine.container(ContainerReplacement.aside(name())))
                .isPresent();
    }

    private Change create() {
        return Change.of(
                id(), Action.CREATE, List.of(ContainerReplacement.creation(docker(), definition), startContainer()));
    }

    private Change replace(ContainerState current, String reason, Planning planning) {
        if (hasOld() && !current.isRunning()) {
            // of the two, only the one that was set aside ever came up
            Step removal = docker().step("rm --force " + name(), engine -> engine.remove(name()));
            return goOn(Action.UPDATE, removal, replacement(true).create());
        }
        ContainerReplacement replacement = replacement(current.isRunning());
        List<Step> steps = new ArrayList<>();
        if (hasOld()) {
            steps.add(replacement.removeOld());
        }
        if (current.isRunning() && !planning.isInterrupted(id())) {
            steps.addAll(drain(planning).steps());
        }
        steps.add(replacement.setAside());
        steps.add(replacement.create());
        steps.addAll(replacement.finish());
        return Change.of(id(), Action.RESTART, steps)
                .because(reason + ", so it is recreated" + (current.isRunning() ? " once its jobs have ended" : ""));
    }

    /** Comes to the end of a replacement whose apply was ended after it had set the old container aside. */
    private Change goOn(Action action, Step... before) {
        List<Step> steps = new ArrayList<>(List.of(before));
        steps.addAll(replacement(true).finish());
        return Change.of(id(), action, steps).because("an earlier apply did not come to the end of its replacement");
    }

    private Change forgetOld() {
        return Change.of(id(), Action.UPDATE, List.of(replacement(true).removeOld()))
                .because("the one that it replaced is still there");
    }

    private Optional<Change> repair(ContainerState current, Planning planning) {
        if (planning.isInterrupted(id())) {
            return Optional.of(comeBack());
        }
        boolean hasPolicy = current.restart().equals(definition.restart());
        if (!current.isRunning()) {
            List<Step> steps = hasPolicy ? List.of(startContainer()) : start();
            return Optional.of(Change.of(id(), Action.UPDATE, steps).because("it is stopped"));
        }
        Optional<String> reason = restartReason(planning);
        if (reason.isPresent()) {
            List<Step> steps = new ArrayList<>(drain(planning).steps());
            steps.addAll(start());
            return Optional.of(Change.of(id(), Action.RESTART, steps).because(reason.get()));
        }
        if (!hasPolicy) {
            return Optional.of(Change.of(id(), Action.UPDATE, List.of(restorePolicy()))
                    .because("its restart policy is " + current.restart() + ", not " + definition.restart()));
        }
        return isRemembered(planning)
                ? Optional.empty()
                : Optional.of(Change.of(id(), Action.UPDATE, List.of())
                        .because("recorded, so that a removal knows how long its jobs may take, and where they are"));
    }

    private boolean isRemembered(Planning planning) {
        return planning.receipt()
                .find(id())
                .filter(owned -> owned.equals(owned(planning)))
                .isPresent();
    }

    private Optional<String> restartReason(Planning planning) {
        Optional<DaemonSpec> daemon = served.daemons().stream()
                .filter(spec -> isSocketMadeAnew(spec, planning))
                .findFirst();
        if (daemon.isPresent()) {
            return Optional.of("the socket of " + daemon.get().name() + " is recreated");
        }
        return new RunnerConfiguration(served, engines).needsRestart(planning)
                ? Optional.of("the process reads a part of its configuration only when it starts")
                : Optional.empty();
    }

    /**
     * By a start of what was stopped, and by a restart that {@link DrainBeforeRestart} did not foresee: a bind mount keeps the file
     * it was made with.
     */
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

    private DaemonAccess docker() {
        return DaemonAccess.first(engines);
    }

    @Override
    public Supervisor supervisor() {
        return new DockerSupervisor(docker(), name(), Optional.of(definition.restart()));
    }

    /** A drain takes the restart policy away. */
    @Override
    public List<Step> start() {
        return List.of(restorePolicy(), startContainer());
    }

    private ContainerReplacement replacement(boolean oldRan) {
        return new ContainerReplacement(docker(), definition, oldRan);
    }

    private Step restorePolicy() {
        RestartPolicy policy = definition.restart();
        return docker().step(
                        "update --restart " + policy + " " + name(), engine -> engine.updateRestart(name(), policy));
    }

    private Step startContainer() {
        return docker().step("start " + name(), engine -> engine.start(name()));
    }

    public static ResourceKind kind(Engines engines) {
        return new ProcessRemoval(
                KIND,
                engines,
                name -> new DockerSupervisor(DaemonAccess.first(engines), ContainerName.of(name), Optional.empty()));
    }
}
