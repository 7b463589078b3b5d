package dev.outboard.core.desired;

/**
 * What a check found.
 *
 * @param check what was to be proved
 * @param proved whether it was
 * @param evidence what was seen, in one line
 */
public record Finding(String check, boolean proved, String evidence) {

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
