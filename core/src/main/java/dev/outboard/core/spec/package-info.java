/**
 * The properties of specs: declared once, given to a builder, checked together, and read from the spec. Inside of the
 * library: users meet the builders and specs that are made of them.
 *
 * <p>Enters: what was given to a builder. Leaves: checked values, or every problem at once. Uses {@code failure}.
 */
@NullMarked
package dev.outboard.core.spec;

import org.jspecify.annotations.NullMarked;
