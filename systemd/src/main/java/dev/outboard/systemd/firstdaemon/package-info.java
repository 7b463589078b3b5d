/**
 * What the first daemon says of itself: the one that the host's Docker package runs. A view of the host enters, with what
 * the running engine answered; a {@link dev.outboard.systemd.firstdaemon.FirstDaemonProfile} leaves, with every path,
 * range and bridge that belongs to it. Uses core, {@code installed} and {@code engine} only.
 */
@NullMarked
package dev.outboard.systemd.firstdaemon;

import org.jspecify.annotations.NullMarked;
