/**
 * Proves. A desired state and a host enter, after an apply; a {@link dev.outboard.core.verify.Verification} leaves: the
 * host is as planned, and every check of the desired state passes, each with its evidence. Uses all packages before it.
 */
@NullMarked
package dev.outboard.core.verify;

import org.jspecify.annotations.NullMarked;
