/**
 * What a daemon can be given: resource limits, storage, clean-up, its containerd and image store, what the engine does
 * with containers, logs and registries. Small values that parse or throw, with no knowledge of daemons or hosts.
 *
 * <p>Enters: texts and numbers. Leaves: immutable values. May use core's values, unit values and failures only.
 */
@NullMarked
package dev.outboard.systemd.options;

import org.jspecify.annotations.NullMarked;
