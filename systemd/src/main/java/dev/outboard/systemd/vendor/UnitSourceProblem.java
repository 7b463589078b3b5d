package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.Problem;

/** Why units can't be derived from the first daemon's. */
final class UnitSourceProblem {
    /** The property that problems are about. */
    static final String PROPERTY = "unitSource";

    /** The way out of every problem here. */
    static final String GENERATE = "choose unitSource(UnitSource.GENERATED)";

    private UnitSourceProblem() {}

    static Problem of(String found, String expected, String remedy) {
        return new Problem(PROPERTY, found, expected, remedy);
    }
}
