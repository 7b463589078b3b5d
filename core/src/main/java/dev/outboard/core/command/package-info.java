/**
 * Commands as values: an argument list, what it may add to the environment, and how long it may take. Argument lists
 * enter; text for people and for scripts leaves. Nothing here runs a command, and nothing is ever a shell string. Uses
 * {@code failure} and {@code value}.
 */
@NullMarked
package dev.outboard.core.command;

import org.jspecify.annotations.NullMarked;
