package dev.outboard.core.apply;

import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far an apply was taken back.
 *
 * @param receipt what Outboard owns now
 * @param wasUnderWay whether there was an apply to take back: one that did not come to its end
 * @param remaining what could not be taken back, a line each; empty if the host is as it was before the apply
 */
public record RolledBack(Receipt receipt, boolean wasUnderWay, List<String> remaining) {

    /**
     * Creates a result.
     *
     * @param receipt what Outboard owns now
     * @param wasUnderWay whether there was an apply to take back
     * @param remaining what could not be taken back
     */
    public RolledBack {
        remaining = remaining.stream().map(ForeignText::line).toList();
    }

    /**
     * The same result, with more that could not be taken back.
     *
     * @param lines one for each thing
     * @return a result that names them after what it named before
     */
    public RolledBack alsoRemaining(List<String> lines) {
        return new RolledBack(
                receipt,
                wasUnderWay,
                Stream.concat(remaining.stream(), lines.stream()).toList());
    }

    /**
     * The result in words.
     *
     * @return one line, or one for each thing that remains
     */
    @Override
    public String toString() {
        if (!wasUnderWay) {
            return "nothing was taken back: no apply of stack " + receipt.stack() + " is under way";
        }
        return remaining.isEmpty()
                ? "everything that was done was taken back"
                : "what was done was taken back, except:\n  - " + String.join("\n  - ", remaining) + "\n";
    }
}
