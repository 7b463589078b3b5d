/**
 * The log. Inside of the library: everything is logged through {@link dev.outboard.core.log.CleanLog}, which shows text of
 * others as {@code ForeignText} does. Uses {@code text}, {@code failure} and SLF4J.
 */
@NullMarked
package dev.outboard.core.log;

import org.jspecify.annotations.NullMarked;
