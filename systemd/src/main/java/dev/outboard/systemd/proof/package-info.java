/**
 * Proofs that a second daemon and its containers work. Inside of the library; users see their findings in {@code verify}.
 *
 * <p>Enters: the spec of a daemon, the way to it, and what its jobs need. Leaves: findings with their {@link
 * dev.outboard.systemd.proof.Evidence}. Most of them look at a container that is made for them, and removed again. May use
 * every other package of the module but {@code watch}.
 */
@NullMarked
package dev.outboard.systemd.proof;

import org.jspecify.annotations.NullMarked;
