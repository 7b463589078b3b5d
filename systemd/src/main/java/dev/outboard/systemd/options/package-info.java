/**
 * What an engine can be told about its containers, their logs, and how it reaches registries: small values that parse or
 * throw, with no knowledge of daemons or hosts. Texts enter, values leave. Uses core's values and failures only.
 */
@NullMarked
package dev.outboard.systemd.options;

import org.jspecify.annotations.NullMarked;
