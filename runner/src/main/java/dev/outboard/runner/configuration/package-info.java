/**
 * The keys of {@code config.toml}, the configuration of GitLab Runner, as types, and the risks that one can have.
 *
 * <p>Enters: values for keys. Leaves: settings that {@code configuration.file} writes. Uses core's {@code text}, {@code
 * failure} and {@code value}, and {@code container}; no host.
 */
@NullMarked
package dev.outboard.runner.configuration;

import org.jspecify.annotations.NullMarked;
