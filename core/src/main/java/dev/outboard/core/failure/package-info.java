/**
 * What goes wrong, as values. Every failure that Outboard reports is a {@link
 * dev.outboard.core.failure.ProvisioningException} that says what failed and with which value, what was expected, and
 * what to do about it. Findings enter as {@link dev.outboard.core.failure.Problem}s; one exception with all of them
 * leaves. Uses {@code text} and the JDK.
 *
 * @serial exclude
 */
@NullMarked
package dev.outboard.core.failure;

import org.jspecify.annotations.NullMarked;
