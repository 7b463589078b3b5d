/**
 * The network of a second Docker daemon, as users write it: its bridge, what its containers may reach, and how far it is
 * apart from the host's. Knows nothing of a host.
 *
 * <p>Enters: the calls of builders. Leaves: immutable specs, or all their mistakes at once. May use core's values, failures
 * and unit values.
 */
@NullMarked
package dev.outboard.network;

import org.jspecify.annotations.NullMarked;
