/**
 * Slices of systemd, and the limits that they set. A {@link dev.outboard.systemd.options.ResourceLimits} enters; the text
 * of a slice unit leaves, and with a view of the host also what it can't enforce, and what its kernel does enforce. Uses
 * core and {@code dev.outboard.systemd.platform}; knows nothing of Docker.
 */
@NullMarked
package dev.outboard.systemd.slice;

import org.jspecify.annotations.NullMarked;
