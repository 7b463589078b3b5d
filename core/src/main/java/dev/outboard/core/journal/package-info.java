/**
 * What an apply is about to change, written down before it does. Steps and the effects on a {@code Host} enter; a {@link
 * dev.outboard.core.journal.Journal} under {@code /var/lib/outboard} leaves, which outlives a process that is killed and
 * is deleted when an apply has come to its end. From it, a plan continues or takes back. Uses {@code failure}, {@code
 * value}, {@code command}, {@code host}, {@code change} and {@code receipt}.
 */
@NullMarked
package dev.outboard.core.journal;

import org.jspecify.annotations.NullMarked;
