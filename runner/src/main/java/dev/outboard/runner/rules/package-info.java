/**
 * What GitLab's tokens and the command {@code gitlab-runner register} accept. Inside of the library. Values enter; problems
 * and words of a command leave.
 */
@NullMarked
package dev.outboard.runner.rules;

import org.jspecify.annotations.NullMarked;
