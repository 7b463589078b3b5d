package dev.outboard.core.desired;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.value.AbsolutePath;

/** Remembers that something was on the host, already correct, before Outboard came: a removal leaves it. */
final class Adoption {
    /** The attribute that says so. */
    static final String FOUND = "found";

    private Adoption() {}

    /** Whether a file or directory is left by a removal. */
    static boolean isFound(ResourceId id, AbsolutePath path, Planning planning) {
        return planning.receipt()
                .find(id)
                .map(owned -> owned.attributes().containsKey(FOUND))
                .orElseGet(() ->
                        !planning.mayChange(id) && planning.host().status(path).isPresent());
    }
}
