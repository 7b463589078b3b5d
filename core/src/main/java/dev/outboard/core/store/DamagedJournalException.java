package dev.outboard.core.store;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.value.AbsolutePath;

/**
 * A journal is not as an apply leaves it, not even one whose computer lost its power: a disk or a hand damaged it. What the
 * apply changed is not known as a whole, so it can't be taken back.
 */
public final class DamagedJournalException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure.
     *
     * @param journal the file
     * @param record the number of the damaged record, counted from 1
     * @param what how it is damaged
     */
    public DamagedJournalException(AbsolutePath journal, int record, String what) {
        super(
                "journal " + journal + " is damaged at record " + record + ": " + what
                        + ". What the apply did from there on is not known",
                "roll the stack back: that keeps the file under another name, and changes nothing else. Then apply the"
                        + " stack again, or remove it");
    }

    private DamagedJournalException(String problem, String remedy, DamagedJournalException cause) {
        super(problem, remedy, cause);
    }

    /**
     * The failure once the journal was put aside.
     *
     * @param kept where it is now
     * @return a failure that says so, and what comes next
     */
    public DamagedJournalException keptAs(AbsolutePath kept) {
        return new DamagedJournalException(
                problem() + ". So nothing was rolled back, and the journal is kept as " + kept,
                "read in that file what the apply changed, a record a line. Then apply the stack again, which brings it to"
                        + " its spec, or remove it, which takes away what its receipt names. Delete the file in the end:"
                        + " it may hold the former content of configuration files",
                this);
    }
}
