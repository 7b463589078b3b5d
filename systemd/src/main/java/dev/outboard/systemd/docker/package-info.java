/**
 * One Docker daemon, as far as Outboard needs it. Container definitions, image names and archives enter; what the daemon
 * has, and how it answered, leaves. {@link dev.outboard.systemd.docker.Engine} is all that the rest of Outboard sees;
 * this is the only package that may use docker-java. Inside of the library. Uses {@code container} and core's {@code failure}, {@code value}, {@code command} and {@code host}.
 */
@NullMarked
package dev.outboard.systemd.docker;

import org.jspecify.annotations.NullMarked;
