/**
 * The {@code config.toml} of GitLab Runner: its keys as types, the file with what others wrote in it, and what is risky in
 * one.
 *
 * <p>In: values for keys, and the text of a file. Out: the text with those values, and risks by code. Pure: uses
 * {@code core}'s values and failures, {@code docker}'s values, and tomlj; no host.
 */
@NullMarked
package dev.outboard.runner.configuration;

import org.jspecify.annotations.NullMarked;
