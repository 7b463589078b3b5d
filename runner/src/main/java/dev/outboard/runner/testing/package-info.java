/**
 * Simulators for the tests of people who use Outboard: what real programs would do, in memory and in no time. {@link
 * dev.outboard.runner.testing.SimulatedHosts} gives whole machines. Nothing outside tests uses it.
 */
@NullMarked
package dev.outboard.runner.testing;

import org.jspecify.annotations.NullMarked;
