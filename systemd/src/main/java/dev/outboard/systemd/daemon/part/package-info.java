/**
 * The concerns of a daemon, one class each: its storage, its slice, its containerd, its way into the network, and so on.
 * Inside of the library; users have no need of it.
 *
 * <p>Enters: a {@link dev.outboard.systemd.daemon.part.DaemonContext}. Leaves: the {@linkplain
 * dev.outboard.systemd.daemon.part.DaemonParts parts} that the spec asks for, each with its files, its units, its lines
 * in the daemon's service and configuration, and its demands on the host. May use the spec and everything below it;
 * what puts the parts together is in {@code daemon.host}.
 */
@NullMarked
package dev.outboard.systemd.daemon.part;

import org.jspecify.annotations.NullMarked;
