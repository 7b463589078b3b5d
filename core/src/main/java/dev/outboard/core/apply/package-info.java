/**
 * Carries plans out. A plan and a {@code Host} enter; effects happen, step by step in the plan's order, each announced by
 * an {@link dev.outboard.core.apply.ApplyEvent}; a receipt leaves. Uses all packages before {@code plan}, and {@code
 * plan}.
 */
@NullMarked
package dev.outboard.core.apply;

import org.jspecify.annotations.NullMarked;
