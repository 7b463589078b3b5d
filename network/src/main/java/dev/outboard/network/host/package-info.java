/**
 * The network of a second Docker daemon on a host. Inside of the library; users have no need of it.
 *
 * <p>Enters: a {@link dev.outboard.network.BridgeSpec} and a view of the host, whose links, addresses, routes and rules are
 * read as JSON from {@code ip}. Leaves: systemd-networkd's files or a unit with the commands of {@code ip} and {@code
 * brctl}, as changes of a plan; the {@linkplain dev.outboard.network.host.FirewallRules rules} of the firewall; and
 * conflicts, such as a subnet that is in use. May use core and {@code network}; knows nothing of Docker's daemon but which
 * chains of the firewall it keeps.
 */
@NullMarked
package dev.outboard.network.host;

import org.jspecify.annotations.NullMarked;
