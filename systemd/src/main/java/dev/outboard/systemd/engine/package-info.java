/**
 * What is known of the engine whatever daemon it runs: its options, as a command line and a configuration file have them.
 * Uses core and {@code installed} only.
 */
@NullMarked
package dev.outboard.systemd.engine;

import org.jspecify.annotations.NullMarked;
