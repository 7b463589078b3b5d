/**
 * The way in. Stacks enter; {@link dev.outboard.Outboard#on} gives the {@link dev.outboard.Provisioner} that plans, applies,
 * proves and removes them. Their specs are in {@code dev.outboard.network}, {@code dev.outboard.systemd.daemon} and {@code
 * dev.outboard.runner}. May use every other package.
 */
@NullMarked
package dev.outboard;

import org.jspecify.annotations.NullMarked;
