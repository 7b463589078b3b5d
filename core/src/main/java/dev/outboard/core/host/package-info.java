/**
 * The edge to the world. A {@link dev.outboard.core.host.HostView} can only read and is all that planning gets; a {@link
 * dev.outboard.core.host.Host} can also change. Paths, contents and commands enter; what is there, and how commands
 * ended, leaves. Every effect of Outboard on a machine's files and programs goes through here. Uses {@code failure},
 * {@code value} and {@code command}.
 */
@NullMarked
package dev.outboard.core.host;

import org.jspecify.annotations.NullMarked;
