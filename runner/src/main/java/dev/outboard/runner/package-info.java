/**
 * What users write of runners and of whole stacks: {@link dev.outboard.runner.StackSpec}, {@link
 * dev.outboard.runner.RunnerSpec}, its process and its token, with their rules. Text enters; specs leave, which are right
 * by construction. Knows no host: what a spec becomes is decided in the packages below this name. Uses {@code
 * dev.outboard.runner.configuration} for GitLab Runner's keys, and {@code dev.outboard.runner.gitlab} for GitLab's.
 */
@NullMarked
package dev.outboard.runner;

import org.jspecify.annotations.NullMarked;
