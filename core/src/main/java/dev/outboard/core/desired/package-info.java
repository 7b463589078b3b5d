/**
 * What must be on a host, as values: {@link dev.outboard.core.desired.Resource}s in the order in which they need one
 * another, and {@link dev.outboard.core.desired.Check}s that prove them. Resolved specs enter; a {@link
 * dev.outboard.core.desired.DesiredState} leaves. A resource compares itself with what a {@code HostView} shows and
 * answers with changes; it never acts. Files and directories are here; other modules bring their own kinds. Uses {@code
 * failure}, {@code value}, {@code command}, {@code host}, {@code change} and {@code receipt}.
 */
@NullMarked
package dev.outboard.core.desired;

import org.jspecify.annotations.NullMarked;
