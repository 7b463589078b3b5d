package dev.outboard.systemd.daemon.host;

import com.google.common.collect.ImmutableList;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.CommandFailedException;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.SocketPath;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.host.NetworkScript;
import dev.outboard.systemd.SystemdUnits;
import dev.outboard.systemd.UnitState;
import dev.outboard.systemd.cleanup.CleanUpUnits;
import dev.outboard.systemd.daemon.part.RememberedDaemon;
import dev.outboard.systemd.vendor.HostContainerd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a daemon away: its containers, its units, and what it leaves where it ran. */
final class DaemonRemoval implements ResourceKind {
    /** Killing hundreds of containers takes its time. */
    private static final Duration CONTAINERS = Duration.ofMinutes(3);

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

    private static Optional<Change> containers(Owned owned, Planning removal) {
        SocketPath socket = SocketPath.of(owned.attributes().getOrDefault(RememberedDaemon.SOCKET, ""));
        List<String> identifiers = identifiers(owned, socket, removal);
        if (identifiers.isEmpty()) {
            return Optional.empty();
        }
        Command remove = Command.of(ImmutableList.<String>builder()
                        .add("docker", "--host", socket.url(), "container", "rm", "--force")
                        .addAll(identifiers)
                        .build())
                .withTimeout(CONTAINERS);
        return Optional.of(Change.of(
                        owned.id(),
                        Action.DELETE,
                        List.of(new RunCommand(
                                remove,
                                Undo.impossible("the " + identifiers.size() + " containers of "
                                        + owned.id().name() + " are removed"))))
                .about("containers of " + owned.id().name() + " (" + identifiers.size() + ")")
                .because("they would outlive their daemon, and keep its data mounted"));
    }

    private static List<String> identifiers(Owned owned, SocketPath socket, Planning removal) {
        Query list = Query.of("docker", "--host", socket.url(), "container", "ls", "--all", "--quiet");
        try {
            return removal.host()
                    .ask(list)
                    .map(CommandResult::requireSuccess)
                    .map(answer -> answer.output().lines().toList())
                    .orElse(List.of());
        } catch (CommandFailedException broken) {
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
