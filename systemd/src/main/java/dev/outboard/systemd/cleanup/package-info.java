/**
 * The clean-up of a daemon, on a schedule. A {@link dev.outboard.systemd.options.CleanUp} enters; the text of a script
 * leaves, and that of the units which run it. Pure. Uses core only.
 */
@NullMarked
package dev.outboard.systemd.cleanup;

import org.jspecify.annotations.NullMarked;
