package dev.outboard.systemd.daemon.host;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.host.NetworkState;
import dev.outboard.network.host.SubnetCollisions;
import dev.outboard.systemd.daemon.AddressPool;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.EngineDialect;
import dev.outboard.systemd.daemon.UnitSource;
import dev.outboard.systemd.daemon.part.ContainerdOption;
import dev.outboard.systemd.daemon.part.DockerClient;
import dev.outboard.systemd.daemon.part.IsolatedNetwork;
import dev.outboard.systemd.daemon.part.RememberedDaemon;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.vendor.AbsentEngine;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.HostContainerd;

/**
 * What a daemon needs of a host and can't make itself. What is missing is a conflict of the plan, before anything is
 * done. On a host that only records, nothing is known to be missing.
 *
 * @param spec the daemon
 * @param pool the range for networks that users create
 * @param units its units
 * @param derivation what was taken from the first daemon's units, and why that may be nothing
 */
record DaemonRequirements(DaemonSpec spec, AddressPool pool, DaemonUnits units, Derivation derivation) {
    void check(Planning planning) {
        checkAccount("passwd", "socketUser", "user", spec.socketOwner().user(), planning);
        checkAccount("group", "socketGroup", "group", spec.socketOwner().group(), planning);
        if (spec.unitSource() == UnitSource.VENDOR && !derivation.problems().isEmpty()) {
            derivation.problems().forEach(problem -> planning.conflict(problem.of("daemon " + spec.name())));
        } else {
            checkProgram(planning);
        }
        checkPool(planning);
    }

    /** Without it the socket does not start, and systemd says no more than {@code 216/GROUP}. */
    private void checkAccount(String database, String property, String kind, String name, Planning planning) {
        if (name.equals("root") || Character.isDigit(name.charAt(0))) {
            return;
        }
        if (!isKnown(database, name, planning.host())) {
            planning.conflict(new Problem(
                            property,
                            name,
                            "a " + kind + " of this host",
                            "create it with \"" + kind + "add --system " + name + "\", or set " + property + "(..)")
                    .of("daemon " + spec.name()));
        }
    }

    /** The file is asked first; others than it, such as LDAP, only {@code getent} knows. */
    private static boolean isKnown(String database, String name, HostView host) {
        boolean isLocal = host.read(AbsolutePath.of("/etc").resolve(database))
                .filter(content -> content.text().lines().anyMatch(line -> line.startsWith(name + ":")))
                .isPresent();
        return isLocal
                || host.ask(Query.of("getent", database, name))
                        .map(CommandResult::isSuccess)
                        .orElse(true);
    }

    /** A host without an engine mostly has no client and no containerd either: that is one conflict. */
    private void checkProgram(Planning planning) {
        AbsolutePath program = AbsolutePath.of(IsolatedNetwork.program(units.service()));
        if (planning.host().lacks(program)) {
            planning.conflict(AbsentEngine.problem("engine of daemon " + spec.name(), program, planning.host()));
            return;
        }
        DockerClient.fault(planning.host())
                .ifPresent(problem -> planning.conflict(problem.of("daemon " + spec.name())));
        if (spec.containerd() == Containerd.SYSTEM && planning.host().knows(HostContainerd.SOCKET)) {
            checkContainerd(planning);
        }
    }

    /** An engine starts a containerd itself only where the host has none. */
    private void checkContainerd(Planning planning) {
        boolean hasOther = planning.host().status(HostContainerd.SOCKET).isPresent();
        HostContainerd.fault(units.service(), ContainerdOption.address(units.service()), planning.host())
                .ifPresent(fault -> planning.conflict(new Problem(
                        "containerd of daemon " + spec.name(),
                        fault,
                        "a containerd of this host",
                        hasOther
                                ? "choose containerd(OWN), a containerd of the daemon's own"
                                : "choose containerd(EMBEDDED), which the engine starts itself, or containerd(OWN)")));
    }

    /** Once the daemon has the range, the host has routes to it: those of its networks. */
    private void checkPool(Planning planning) {
        boolean isNew = planning.receipt()
                .find(RememberedDaemon.id(spec.name()))
                .filter(owned ->
                        pool.base().toString().equals(owned.attributes().get(RememberedDaemon.POOL)))
                .isEmpty();
        if (isNew && spec.engineDialect() == EngineDialect.DOCKERD) {
            NetworkState.readFrom(planning.host())
                    .ifPresent(state -> SubnetCollisions.of(pool.base(), spec.bridge(), state)
                            .forEach(problem ->
                                    planning.conflict(problem.of("daemon " + spec.name() + ": addressPool"))));
        }
    }
}
