package dev.outboard.runner.stack;

import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.runner.HostProcess;
import dev.outboard.runner.RunnerProcess;
import dev.outboard.runner.RunnerSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.runner.configuration.ProcessSettings;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.Daemon;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import dev.outboard.systemd.firstdaemon.TcpListener;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the TCP ports of a stack apart from those of the first daemon. Of two programs that want one port, the second does
 * not start, and after a reboot that may be the first daemon.
 *
 * @param stack the stack
 * @param first what belongs to the first daemon
 */
record FirstDaemonPorts(StackSpec stack, FirstDaemonProfile first) {
    private static final String METRICS = "--metrics-addr=";

    void check(Planning planning) {
        stack.daemons().stream()
                .filter(daemon -> daemon.networkIsolation() != NetworkIsolation.NAMESPACE)
                .forEach(daemon -> metrics(daemon).forEach(port -> check(port, planning, isChanged(daemon, planning))));
        stack.runners().stream()
                .map(RunnerSpec::process)
                .filter(HostProcess.class::isInstance)
                .distinct()
                .flatMap(FirstDaemonPorts::listeners)
                .forEach(port -> check(port, planning, true));
    }

    private static boolean isChanged(DaemonSpec daemon, Planning planning) {
        return planning.isChanged(Daemon.id(daemon.name()));
    }

    private static Stream<TcpListener> metrics(DaemonSpec daemon) {
        return daemon.daemonOptions().stream()
                .filter(option -> option.startsWith(METRICS))
                .flatMap(
                        option -> TcpListener.parse(
                                "daemon " + daemon.name() + ": metrics-addr", option.substring(METRICS.length()))
                                .stream());
    }

    /** A runner in a container has ports of its own. */
    private static Stream<TcpListener> listeners(RunnerProcess process) {
        return Stream.of(ProcessSettings.LISTEN_ADDRESS, ProcessSettings.SESSION_LISTEN_ADDRESS)
                .flatMap(setting -> process.settings().get(setting).stream()
                        .flatMap(address ->
                                TcpListener.parse("runner process " + process.name() + ": " + setting.key(), address)
                                        .stream()));
    }

    private void check(TcpListener port, Planning planning, boolean isChanged) {
        Optional<TcpListener> taken =
                first.listeners().stream().filter(port::collidesWith).findFirst();
        taken.map(other -> new Problem(
                        port.what(),
                        port.address() + ":" + port.port(),
                        "a port apart from " + other.address() + ":" + other.port() + ", a " + other.what(),
                        "choose another port"))
                .ifPresent(problem -> {
                    if (isChanged) {
                        planning.conflict(problem);
                    } else {
                        planning.note(problem.summary());
                    }
                });
    }
}
