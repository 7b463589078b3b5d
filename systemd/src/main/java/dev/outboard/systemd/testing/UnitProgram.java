package dev.outboard.systemd.testing;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.unitfile.UnitFile;

/** Stands for what a unit runs. */
@FunctionalInterface
public interface UnitProgram {

    /**
     * Called when the unit starts.
     *
     * @param unit the unit as systemd has read it
     * @param host where it runs; its files may be changed
     * @throws UnitFailure if the unit can't start
     */
    void start(UnitFile unit, InMemoryHost host);

    /** A start that fails, with what the unit logs. */
    final class UnitFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /**
         * Creates a failure.
         *
         * @param log what the unit logs, maybe several lines
         */
        public UnitFailure(String log) {
            super(log);
        }

        /**
         * What the unit logs.
         *
         * @return the text
         */
        public String log() {
            return String.valueOf(getMessage());
        }
    }
}
