/**
 * The second Docker daemon. A {@link dev.outboard.systemd.daemon.DaemonSpec} enters, with the bridge it uses and a view
 * of the host; its directories, configuration, wrapper command and units leave as resources. Text is made by pure
 * functions ({@code DaemonConfiguration}, {@code Wrapper}, {@code DaemonUnits}). Uses core, the network module's bridge,
 * and {@link dev.outboard.systemd} for units.
 */
@NullMarked
package dev.outboard.systemd.daemon;

import org.jspecify.annotations.NullMarked;
