/**
 * What users of Outboard test their own provisioning code with: a host in memory, as strict as a real one. The files of a host and {@link dev.outboard.core.testing.SimulatedCommand}s enter; a {@link
 * dev.outboard.core.host.Host} leaves, with a record of all that was done to it. Uses {@code failure}, {@code value},
 * {@code command} and {@code host}; no other package uses this one.
 */
@NullMarked
package dev.outboard.core.testing;

import org.jspecify.annotations.NullMarked;
