/**
 * The vocabulary of changes: a {@link dev.outboard.core.change.Change} says what happens to one resource and why, and
 * holds the {@link dev.outboard.core.change.Step}s that do it. A step describes itself before it acts; what a plan prints
 * is exactly what will run. Uses {@code failure}, {@code value}, {@code command} and {@code host}.
 */
@NullMarked
package dev.outboard.core.change;

import org.jspecify.annotations.NullMarked;
