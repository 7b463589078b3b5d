package dev.outboard.core.desired;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.receipt.Owned;
import java.util.List;

/** One thing that must be on the host: a file, a bridge, a set of units, a container. */
public interface Resource {

    /**
     * Its name, unique on the host and the same from one plan to the next.
     *
     * @return kind and name
     */
    ResourceId id();

    /**
     * Compares the host with this resource. What stands in the way and is not ours is noted as a conflict of the
     * planning; then the changes returned do not matter.
     *
     * @param planning the host, the receipt, and what the plan changes before this
     * @return what has to happen, in order; empty if the host has this resource and it is ours
     */
    List<Change> changes(Planning planning);

    /**
     * What the receipt remembers once the changes are made.
     *
     * @param planning the same planning that {@link #changes} was given
     * @return enough to recognise and remove this resource
     */
    Owned owned(Planning planning);

    /**
     * Whether the receipt has the resource in this place. Of resources with one id that stand in several places of a desired
     * state, one does.
     *
     * @return true, unless another resource of the same id decides the place
     */
    default boolean decidesPlace() {
        return true;
    }
}
