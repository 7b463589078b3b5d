/**
 * From the desired state to what has to happen. Inside of the library: users meet the {@link dev.outboard.core.plan.Plan}.
 *
 * <p>Enters: a desired state, a {@code HostView} and a receipt. Leaves: a plan, or what a verification found. Reads only.
 * Uses all packages before it, and {@code plan}.
 */
@NullMarked
package dev.outboard.core.planner;

import org.jspecify.annotations.NullMarked;
