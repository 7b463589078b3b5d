/**
 * The containerd of a daemon: whose it is, who keeps the images, and how one of a daemon's own is configured and run.
 * Names and paths enter; texts of files and units leave, made by pure functions. Uses core and {@link
 * dev.outboard.systemd.platform}.
 */
@NullMarked
package dev.outboard.systemd.containerd;

import org.jspecify.annotations.NullMarked;
