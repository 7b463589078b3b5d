/**
 * What the first daemon says of itself: the one that the host's Docker package runs. A view of the host and the way to the
 * running engine enter; a {@link dev.outboard.systemd.firstdaemon.FirstDaemonProfile} leaves, with every path,
 * range and bridge that belongs to it. Uses core, {@code
 * installed}, {@code engine}, {@code docker} and the states of units only.
 */
@NullMarked
package dev.outboard.systemd.firstdaemon;

import org.jspecify.annotations.NullMarked;
