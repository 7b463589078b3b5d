package dev.outboard.systemd.proof;

import dev.outboard.core.text.ForeignText;

/**
 * What was seen.
 *
 * @param proves whether it proves what was to be proved
 * @param text for people
 */
public record Evidence(boolean proves, String text) {
    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
