/**
 * The process of a runner on a host: its image, its {@code config.toml}, its container or its unit, and how it ends without
 * harm to jobs. Inside of the library.
 *
 * <p>Enters: a {@link dev.outboard.runner.RunnerProcess} with its runners and daemons, the way to Docker's daemons. Leaves:
 * resources, checks, and steps. Knows nothing of registration.
 */
@NullMarked
package dev.outboard.runner.process;

import org.jspecify.annotations.NullMarked;
