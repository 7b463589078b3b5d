/**
 * From the desired state to what has to happen. A desired state, a {@code HostView} and a receipt enter; a {@link
 * dev.outboard.core.plan.Plan} leaves, which prints every file as a difference, every command and every restart. Making
 * one reads only. Uses {@code failure}, {@code value}, {@code host}, {@code change}, {@code receipt} and {@code
 * desired}.
 */
@NullMarked
package dev.outboard.core.plan;

import org.jspecify.annotations.NullMarked;
