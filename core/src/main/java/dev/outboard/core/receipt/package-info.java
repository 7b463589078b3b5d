/**
 * What Outboard owns on a host, as it is remembered there. What was applied enters; a {@link
 * dev.outboard.core.receipt.Receipt} under {@code /var/lib/outboard} leaves, and comes back as the ground of the next
 * plan and of every removal. What is in no receipt is never touched. Uses {@code failure}, {@code value}, {@code
 * command}, {@code host} and {@code change}.
 */
@NullMarked
package dev.outboard.core.receipt;

import org.jspecify.annotations.NullMarked;
