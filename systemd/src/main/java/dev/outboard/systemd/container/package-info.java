/**
 * What a container is made of, as users write it for the container of a runner: where its image comes from, its mounts,
 * networks and hosts, and when it is started again. Text enters; checked values leave. Uses core's {@code text}, {@code
 * failure} and {@code value}.
 */
@NullMarked
package dev.outboard.systemd.container;

import org.jspecify.annotations.NullMarked;
