package dev.outboard.runner.gitlab;

/** Which branches and tags a runner takes jobs of. */
public enum AccessLevel {
    /** All. */
    NOT_PROTECTED("not_protected"),
    /** Protected ones only, into which not everybody may push. */
    REF_PROTECTED("ref_protected");

    private final String word;

    AccessLevel(String word) {
        this.word = word;
    }

    /**
     * The level as GitLab spells it.
     *
     * @return for example {@code ref_protected}
     */
    public String word() {
        return word;
    }
}
