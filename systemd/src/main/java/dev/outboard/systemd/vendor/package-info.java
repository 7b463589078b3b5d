/**
 * The first daemon's units and settings, and what a second daemon's units take from them. {@link
 * dev.outboard.systemd.vendor.VendorUnits} reads a host; {@link dev.outboard.systemd.vendor.Derivation} is a pure
 * function of what was read. Three tables decide: {@code UnitKeys} for keys of units, {@link
 * dev.outboard.systemd.options.EngineOptions} for options of the engine, {@code EngineVariables} for its environment. What no table knows is left out.
 */
@NullMarked
package dev.outboard.systemd.vendor;

import org.jspecify.annotations.NullMarked;
