/**
 * What users of Outboard test their own provisioning code with: the kernel's links with {@code ip} and {@code brctl}, and
 * systemd-networkd, as {@link dev.outboard.core.testing.SimulatedCommand}s of a host in memory. They are strict: an
 * argument that they don't know is a failure, as it is with the real programs. Uses {@code outboard-core} and Jackson
 * inside; no other package uses this one.
 */
@NullMarked
package dev.outboard.network.testing;

import org.jspecify.annotations.NullMarked;
