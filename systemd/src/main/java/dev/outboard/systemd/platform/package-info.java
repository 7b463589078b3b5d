/**
 * What a host offers to a second daemon: the versions of its engine and of systemd, how its control groups are made, and what
 * engines gained and lost. A view of the host enters; a {@link dev.outboard.systemd.platform.Platform} leaves, read once for
 * a whole plan. Uses core only.
 */
@NullMarked
package dev.outboard.systemd.platform;

import org.jspecify.annotations.NullMarked;
