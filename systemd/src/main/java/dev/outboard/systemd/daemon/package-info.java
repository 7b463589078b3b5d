/**
 * The spec of the second Docker daemon: what users write. {@link dev.outboard.systemd.daemon.DaemonSpec} checks its
 * values and fills in the defaults; nothing here looks at a host.
 *
 * <p>Enters: the calls of a builder. Leaves: an immutable spec, or all its mistakes at once. May use core, the network
 * module's specs, and the packages of the values that a daemon has ({@code options}, {@code storage}, {@code slice},
 * {@code containerd}, {@code cleanup}, {@code engine}).
 */
@NullMarked
package dev.outboard.systemd.daemon;

import org.jspecify.annotations.NullMarked;
