/**
 * What a stack becomes on a host, and how it is kept apart from the first daemon. Inside of the library.
 *
 * <p>Enters: a {@link dev.outboard.runner.StackSpec} and a view of the host. Leaves: the resources and checks that it asks
 * for, in their order. May use {@code process} and {@code registration}, and everything below them.
 */
@NullMarked
package dev.outboard.runner.stack;

import org.jspecify.annotations.NullMarked;
