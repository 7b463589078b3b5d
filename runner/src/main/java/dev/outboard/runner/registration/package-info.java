/**
 * The identity of a runner in GitLab: how it is created, registered, moved, given another token, and deleted. Inside of the
 * library.
 *
 * <p>Enters: a {@link dev.outboard.runner.RunnerSpec}, the way to GitLab, what a receipt remembers. Leaves: resources,
 * checks, and steps. May use {@code process}, whose {@code config.toml} holds the token.
 */
@NullMarked
package dev.outboard.runner.registration;

import org.jspecify.annotations.NullMarked;
