/**
 * The file {@code config.toml} of GitLab Runner. Inside of the library.
 *
 * <p>Enters: the text of a file, and the entries that it must have. Leaves: the text with those entries and everything else
 * as it was, the identities of its runners, and what is risky in it. Uses {@code configuration} and core's {@code text},
 * {@code failure} and {@code value}.
 */
@NullMarked
package dev.outboard.runner.configuration.file;

import org.jspecify.annotations.NullMarked;
