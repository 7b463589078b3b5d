/**
 * The steps that change a host. Inside of the library: users meet them as {@link dev.outboard.core.change.Step}s of a
 * change.
 *
 * <p>Enters: paths, contents, commands. Leaves: steps that describe themselves, act on a host, and know how they are
 * undone. Uses {@code failure}, {@code value}, {@code command}, {@code host} and {@code change}.
 */
@NullMarked
package dev.outboard.core.step;

import org.jspecify.annotations.NullMarked;
