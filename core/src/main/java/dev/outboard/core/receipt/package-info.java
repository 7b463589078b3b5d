/**
 * What Outboard owns on a host, as a value. What was applied enters; a {@link dev.outboard.core.receipt.Receipt} leaves,
 * from which the next plan and every removal start. What is in no receipt is never touched. Uses {@code text}, {@code
 * failure}, {@code value} and {@code change}.
 */
@NullMarked
package dev.outboard.core.receipt;

import org.jspecify.annotations.NullMarked;
