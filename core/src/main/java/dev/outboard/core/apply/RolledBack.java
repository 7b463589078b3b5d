package dev.outboard.core.apply;

import dev.outboard.core.receipt.Receipt;
import java.util.List;

/**
 * How far an apply was taken back.
 *
 * @param receipt what Outboard owns now
 * @param remaining what could not be taken back, a line each; empty if the host is as it was before the apply
 */
public record RolledBack(Receipt receipt, List<String> remaining) {

    /**
     * Creates a result.
     *
     * @param receipt what Outboard owns now
     * @param remaining what could not be taken back
     */
    public RolledBack {
        remaining = List.copyOf(remaining);
    }

    /**
     * The result in words.
     *
     * @return one line, or one for each thing that remains
     */
    @Override
    public String toString() {
        return remaining.isEmpty()
                ? "everything that was done was taken back"
                : "what was done was taken back, except:\n  - " + String.join("\n  - ", remaining) + "\n";
    }
}
