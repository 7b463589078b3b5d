package dev.outboard;

import dev.outboard.core.host.Host;
import dev.outboard.runner.stack.ConnectedHost;

/**
 * The way in.
 *
 * <pre>{@code
 * try (Host host = LocalHost.open()) {
 *     Provisioner provisioner = Outboard.on(host);
 *     Plan plan = provisioner.plan(stack);
 *     System.out.print(plan);
 *     provisioner.apply(plan);
 *     System.out.print(provisioner.verify(stack));
 * }
 * }</pre>
 */
public final class Outboard {
    private Outboard() {}

    /**
     * A provisioner for a host. Docker is reached over the host's unix sockets; on a host that only records, such as a staged
     * directory, Docker's command line is recorded instead. No other host's sockets are touched: a host in memory has none.
     *
     * @param host where; stays open until the caller closes it
     * @return a provisioner
     */
    public static Provisioner on(Host host) {
        return new Provisioner(ConnectedHost.of(host));
    }
}
