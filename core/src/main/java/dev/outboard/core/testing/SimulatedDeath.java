package dev.outboard.core.testing;

/**
 * The end of a program in a test. No program under test catches it, and what it does on its way out has no
 * effect any more.
 */
public final class SimulatedDeath extends Error {
    private static final long serialVersionUID = 1L;

    SimulatedDeath(String effect) {
        super("died at: " + effect);
    }
}
