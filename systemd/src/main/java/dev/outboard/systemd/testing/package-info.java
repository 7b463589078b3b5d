/**
 * systemd for unit tests: what an {@link dev.outboard.core.testing.InMemoryHost} needs to answer {@code systemctl} and
 * {@code journalctl}. Unit files on that host enter; states of units leave. Uses core only.
 */
@NullMarked
package dev.outboard.systemd.testing;

import org.jspecify.annotations.NullMarked;
