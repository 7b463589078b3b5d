/**
 * What users of Outboard test their own code with: a host in memory, as strict as a real one; the contract that every
 * kind of host keeps; and random text that a seed repeats. The files of a host and {@link
 * dev.outboard.core.testing.SimulatedCommand}s enter; a {@link dev.outboard.core.host.Host} leaves, with a record of all
 * that was done to it. No other package uses this one.
 */
@NullMarked
package dev.outboard.core.testing;

import org.jspecify.annotations.NullMarked;
