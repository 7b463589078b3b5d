package dev.outboard.core.plan;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.receipt.Owned;
import java.util.List;
import java.util.Optional;

/**
 * One resource of a plan.
 *
 * @param id which resource
 * @param changes what happens to it, in order
 * @param ownership what the receipt remembers of it from now on; empty if it drops it
 */
public record PlannedResource(ResourceId id, List<Change> changes, Optional<Owned> ownership) {

    /**
     * Creates a planned resource.
     *
     * @param id which resource
     * @param changes what happens to it
     * @param ownership what the receipt remembers
     */
    public PlannedResource {
        changes = List.copyOf(changes);
    }
}
