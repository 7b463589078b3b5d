package dev.outboard.systemd.daemon.host;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.host.NetworkScript;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.cleanup.CleanUpUnits;
import dev.outboard.systemd.daemon.part.RememberedDaemon;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.EngineException;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.firstdaemon.DaemonAccess;
import dev.outboard.systemd.vendor.HostContainerd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes a daemon away: its containers, its units, and what it leaves where it ran.
 *
 * @param engines the way to daemons
 */
record DaemonRemoval(Engines engines) implements ResourceKind {
    @Override
    public String name() {
        return RememberedDaemon.KIND;
    }

    @Override
    public Removal remove(Owned owned, Planning removal) {
        List<Change> changes = new ArrayList<>();
        if (runs(owned, removal)) {
            containers(owned, removal).ifPresent(changes::add);
        }
        changes.addAll(SystemdUnits.removal(owned, removal));
        noteLostScript(owned, removal);
        traces(owned, removal).ifPresent(changes::add);
        namespace(owned, removal).ifPresent(changes::add);
        if (owned.attributes().containsKey(RememberedDaemon.ENGINES_ACCOUNT)) {
            removal.note(
                    "the account " + owned.attributes().get(RememberedDaemon.ENGINES_ACCOUNT)
                            + " stays with its ids in /etc/subuid and /etc/subgid: the engine made it, and other daemons may use it");
        }
        return Removal.of(changes);
    }

    /** The network unit takes its rules away by its script; the unit of an earlier version needs none. */
    private static void noteLostScript(Owned owned, Planning removal) {
        AbsolutePath script =
                NetworkScript.path(AbsolutePath.of("/etc").resolve(owned.id().name()));
        if (removal.receipt().find(ResourceId.file(script)).isPresent()
                && removal.host().status(script).isEmpty()) {
            removal.note("the rules of " + owned.id().name() + " stay in the firewall until the next boot, since "
                    + script + " is missing; apply the stack again before you remove it, and they go as well");
        }
    }

    /** Asking the socket of a daemon that does not run would start it. */
    static boolean runs(Owned owned, Planning removal) {
        UnitName service = UnitName.service(owned.id().name());
        return UnitState.readFrom(removal.host(), List.of(service))
                .filter(states -> states.values().stream().allMatch(UnitState::isActive))
                .isPresent();
    }

    private Optional<Change> containers(Owned owned, Planning removal) {
        DaemonAccess docker = access(owned, engines);
        List<ContainerSummary> containers = listed(docker, owned, removal);
        if (containers.isEmpty()) {
            return Optional.empty();
        }
        String line = containers.stream()
                .map(ContainerSummary::shortId)
                .collect(Collectors.joining(" ", "container rm --force ", ""));
        // hundreds of them take their time one after the other
        Step remove = docker.step(line, engine -> containers.parallelStream().forEach(engine::remove))
                .takenBack(Undo.impossible("the " + containers.size() + " containers of "
                        + owned.id().name() + " are removed"));
        return Optional.of(Change.of(owned.id(), Action.DELETE, List.of(remove))
                .about("containers of " + owned.id().name() + " (" + containers.size() + ")")
                .because("they would outlive their daemon, and keep its data mounted"));
    }

    /** The way to a daemon by what is remembered of it. */
    static DaemonAccess access(Owned owned, Engines engines) {
        return new DaemonAccess(engines, SocketPath.of(owned.attributes().getOrDefault(RememberedDaemon.SOCKET, "")));
    }

    private static List<ContainerSummary> listed(DaemonAccess docker, Owned owned, Planning removal) {
        try {
            return docker.ask(Engine::containers);
        } catch (EngineException broken) {
            removal.note("containers of " + owned.id().name()
                    + " are not removed, since the daemon does not list them: " + broken.problem());
            return List.of();
        }
    }

    /** Neither systemd nor the engine deletes these when it stops. */
    private static Optional<Change> traces(Owned owned, Planning removal) {
        List<Step> steps = new ArrayList<>();
        for (String attribute : List.of(RememberedDaemon.SOCKET, RememberedDaemon.PID_FILE)) {
            path(owned, attribute, removal).ifPresent(path -> steps.add(new DeletePath(path, DeletePath.Extent.FILE)));
        }
        Optional.of(CleanUpUnits.stamp(owned.id().name()))
                .filter(path -> removal.host().status(path).isPresent())
                .ifPresent(path -> steps.add(new DeletePath(path, DeletePath.Extent.FILE)));
        path(owned, RememberedDaemon.EXEC_ROOT, removal).ifPresent(path -> steps.add(new DeleteRuntimeState(path)));
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(Change.of(owned.id(), Action.DELETE, steps)
                        .about("what " + owned.id().name() + " leaves behind when it stops"));
    }

    /** What the daemon had in the host's containerd is gone with its containers; the empty namespace is left. */
    private static Optional<Change> namespace(Owned owned, Planning removal) {
        boolean isPurge = removal.retention() == Retention.PURGE;
        boolean runs = removal.host().status(HostContainerd.SOCKET).isPresent()
                && removal.host().status(RemoveContainerdNamespace.CLIENT).isPresent();
        return Optional.ofNullable(owned.attributes().get(RememberedDaemon.SYSTEM_NAMESPACE))
                .filter(ignored -> isPurge && runs)
                .map(name -> Change.of(owned.id(), Action.DELETE, List.of(new RemoveContainerdNamespace(name)))
                        .about("namespace " + name + " of the host's containerd")
                        .because("it is empty once the containers are removed"));
    }

    private static Optional<AbsolutePath> path(Owned owned, String attribute, Planning removal) {
        return Optional.ofNullable(owned.attributes().get(attribute))
                .map(AbsolutePath::of)
                .filter(path -> removal.host().status(path).isPresent());
    }
}
