/**
 * Watches what an apply must leave alone: the first daemon, and the host's network. Inside of the library.
 *
 * <p>Enters: a host and an action. Leaves: what the action gave, and every harm that it did, in its failure, in the log,
 * and in a file for the checks of the next {@code verify}. May use every other package of the module but {@code proof}.
 */
@NullMarked
package dev.outboard.systemd.watch;

import org.jspecify.annotations.NullMarked;
