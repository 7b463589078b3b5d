package dev.outboard.core.verify;

import dev.outboard.core.text.ForeignText;

/**
 * What a check found.
 *
 * @param check what was to be proved
 * @param proved whether it was
 * @param evidence what was seen, in one line
 */
public record Finding(String check, boolean proved, String evidence) {

    /**
     * Creates a finding.
     *
     * @param check what was to be proved
     * @param proved whether it was
     * @param evidence what was seen; it is kept as {@link ForeignText#line} shows it
     */
    public Finding {
        check = ForeignText.line(check);
        evidence = ForeignText.line(evidence);
    }

    /**
     * The finding in one line.
     *
     * @return for example {@code ok    docker2 answers: root /docker2/graph}
     */
    @Override
    public String toString() {
        return (proved ? "ok    " : "FAIL  ") + check + ": " + evidence;
    }
}
