/**
 * Units of systemd. Unit files enter, with what they must be: enabled, running, restarted when something else changes.
 * A resource leaves that compares them with the host and plans the fewest commands. Uses core; knows nothing of Docker.
 */
@NullMarked
package dev.outboard.systemd;

import org.jspecify.annotations.NullMarked;
