/**
 * What is known of the engine whatever daemon it runs: its versions and traits, and what a user calls to set what the first
 * daemon has. Inside of the library. Uses core.
 */
@NullMarked
package dev.outboard.systemd.engine;

import org.jspecify.annotations.NullMarked;
