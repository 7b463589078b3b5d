package dev.outboard.core.desired;

import dev.outboard.core.change.Change;
import dev.outboard.core.receipt.Owned;
import java.util.List;

/** Knows how to take away resources of one kind from what a receipt remembers of them. */
public interface ResourceKind {

    /**
     * The kind's name, as in the ids of its resources.
     *
     * @return for example {@code file}
     */
    String name();

    /**
     * Plans to take a resource away.
     *
     * @param owned what the receipt remembers
     * @param removal the host, the receipt, and what may be lost
     * @return what has to happen
     */
    Removal remove(Owned owned, Planning removal);

    /**
     * How a resource goes.
     *
     * @param changes what has to happen, in order; empty if it is gone already
     * @param forgotten whether the receipt drops it; false keeps what was not to be lost, for a later purge
     */
    record Removal(List<Change> changes, boolean forgotten) {

        /**
         * Creates a removal.
         *
         * @param changes what has to happen
         * @param forgotten whether the receipt drops it
         */
        public Removal {
            changes = List.copyOf(changes);
        }

        /**
         * The resource goes and is forgotten.
         *
         * @param changes what has to happen
         * @return the removal
         */
        public static Removal of(List<Change> changes) {
            return new Removal(changes, true);
        }

        /**
         * The resource stays, and stays ours.
         *
         * @return a removal without changes
         */
        public static Removal kept() {
            return new Removal(List.of(), false);
        }
    }
}
