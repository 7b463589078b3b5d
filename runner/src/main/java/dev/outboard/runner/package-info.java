/**
 * The runner, whole stacks, and the way in. {@link dev.outboard.runner.RunnerSpec} and {@link
 * dev.outboard.runner.StackSpec} enter; {@link dev.outboard.runner.Outboard#on} gives the {@link
 * dev.outboard.runner.Provisioner} that plans, applies, proves and removes. What a stack becomes on a host is decided in
 * {@code StackResolver} and nowhere else. May use every other package; docker-java only by way of {@code
 * dev.outboard.runner.docker}.
 */
@NullMarked
package dev.outboard.runner;

import org.jspecify.annotations.NullMarked;
