/**
 * What has to happen on a host, as a value. Planned resources enter; a {@link dev.outboard.core.plan.Plan} leaves, which
 * prints every file as a difference, every command and every restart. Uses {@code text}, {@code failure}, {@code value},
 * {@code host}, {@code change} and {@code receipt}.
 */
@NullMarked
package dev.outboard.core.plan;

import org.jspecify.annotations.NullMarked;
