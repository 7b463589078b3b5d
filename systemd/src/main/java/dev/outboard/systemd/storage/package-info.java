/**
 * Bounded storage: a filesystem of its own, in a file or on a given block device, mounted where a daemon keeps its data. A
 * {@link dev.outboard.systemd.options.StorageSpec} enters, with a view of the host; resources leave that make, mount and
 * grow it, and a check that it is in use. Uses core and {@code dev.outboard.systemd} for units; knows nothing of Docker.
 */
@NullMarked
package dev.outboard.systemd.storage;

import org.jspecify.annotations.NullMarked;
