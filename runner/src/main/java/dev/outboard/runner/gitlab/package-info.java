/**
 * What users tell Outboard of their GitLab: the {@link dev.outboard.runner.gitlab.GitLabConnection}, and the {@link
 * dev.outboard.runner.gitlab.RunnerRegistration} of a runner that Outboard creates there. Text enters; checked values
 * leave. Uses core's {@code text}, {@code failure}, {@code spec} and {@code value}.
 */
@NullMarked
package dev.outboard.runner.gitlab;

import org.jspecify.annotations.NullMarked;
