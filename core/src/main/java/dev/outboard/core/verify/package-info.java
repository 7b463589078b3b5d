/**
 * What a verification found: a {@link dev.outboard.core.verify.Verification} holds a {@link
 * dev.outboard.core.verify.Finding} with its evidence for everything that was to be proved.
 *
 * <p>Enters: what checks of a host saw. Leaves: values. Uses {@code failure} and {@code value}.
 */
@NullMarked
package dev.outboard.core.verify;

import org.jspecify.annotations.NullMarked;
