package dev.outboard.core.journal;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.receipt.Receipt;
import java.util.List;

/**
 * What an apply that has not come to its end was about to do, in order. An apply that continues it writes at its end, so
 * that it always leads back to where no apply was under way.
 *
 * @param before what was owned before
 * @param entries what was about to be done
 */
public record Journal(Receipt before, List<Entry> entries) {

    /**
     * Creates a journal.
     *
     * @param before what was owned before
     * @param entries what was about to be done
     */
    public Journal {
        requireNonNull(before, "before is null");
        entries = List.copyOf(entries);
    }
}
