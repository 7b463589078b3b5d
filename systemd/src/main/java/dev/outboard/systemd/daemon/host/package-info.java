/**
 * A daemon on a host. Inside of the library; users have no need of it.
 *
 * <p>Enters: a spec with its bridge, and a view of the host. Leaves: the {@linkplain
 * dev.outboard.systemd.daemon.host.Daemon#resources resources} of the daemon, which are its directories, its
 * configuration, its wrapper command and its units, and the checks that prove it. Text is made by pure functions ({@code
 * DaemonConfiguration}, {@code DaemonUnits}, {@code Wrapper}). May use the parts in {@code
 * daemon.part}, and everything below them.
 */
@NullMarked
package dev.outboard.systemd.daemon.host;

import org.jspecify.annotations.NullMarked;
