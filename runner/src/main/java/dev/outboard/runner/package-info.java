/**
 * The runner, whole stacks, and the way in. {@link dev.outboard.runner.RunnerSpec} and {@link
 * dev.outboard.runner.StackSpec} enter; {@link dev.outboard.runner.Outboard#on} gives the {@link
 * dev.outboard.runner.Provisioner} that plans, applies, proves and removes. What a stack becomes on a host is decided in
 * {@code StackResolver} and {@code RunnerResolver}, and nowhere else. May use every other package: Docker by way of {@code
 * dev.outboard.systemd.docker}, GitLab by {@code dev.outboard.runner.gitlab}, and GitLab Runner's own file by {@code
 * dev.outboard.runner.configuration}.
 */
@NullMarked
package dev.outboard.runner;

import org.jspecify.annotations.NullMarked;
