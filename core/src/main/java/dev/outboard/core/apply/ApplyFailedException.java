package dev.outboard.core.apply;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.receipt.Receipt;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan that was not carried out to its end. What was done before was taken back, unless {@link OnFailure#STOP} or the
 * message say otherwise; what is left on the host is in the receipt.
 */
public final class ApplyFailedException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private final transient String where;
    private final transient ProvisioningException failure;
    private final transient String change;
    private final transient Receipt receipt;
    private final transient @Nullable RolledBack rolledBack;
    private final transient @Nullable Error error;

    private ApplyFailedException(
            String where,
            String change,
            ProvisioningException cause,
            Receipt receipt,
            @Nullable RolledBack rolledBack,
            @Nullable Error error) {
        super(
                ("stack " + receipt.stack()
                                + (rolledBack == null
                                        ? " was applied in part; it stopped " + where
                                        : " could not be applied; it failed " + where + "\n" + rolledBack))
                        .lines()
                        .toList(),
                cause.remedy() + "; then plan and apply again"
                        + (rolledBack == null ? " to continue where it stopped" : ""),
                cause);
        this.where = where;
        this.failure = cause;
        this.change = change;
        this.receipt = receipt;
        this.rolledBack = rolledBack;
        this.error = error;
    }

    static ApplyFailedException stopped(String change, String part, Receipt receipt, ProvisioningException cause) {
        String where = "at \"" + change + "\", in " + part + ": " + cause.problem();
        return new ApplyFailedException(where, change, cause, receipt, null, null);
    }

    ApplyFailedException rolledBack(RolledBack result) {
        return new ApplyFailedException(where, change, failure, result.receipt(), result, error);
    }

    /** The same failure, which what a step threw may have to be thrown in place of. */
    ApplyFailedException dueTo(Throwable thrown) {
        return thrown instanceof Error thrownError
                ? new ApplyFailedException(where, change, failure, receipt, rolledBack, thrownError)
                : this;
    }

    /** This failure, unless a step ended with an {@link Error}: no handler of failures may take that for one. */
    ApplyFailedException orError() {
        if (error != null) {
            error.addSuppressed(this);
            throw error;
        }
        return this;
    }

    /**
     * The same failure, with what else the roll-back did not bring back.
     *
     * @param lines one for each thing that is not as it was before the apply
     * @return this exception if nothing was taken back, or there is no such thing
     */
    public ApplyFailedException alsoRemaining(List<String> lines) {
        return rolledBack == null || lines.isEmpty()
                ? this
                : new ApplyFailedException(where, change, failure, receipt, rolledBack.alsoRemaining(lines), error);
    }

    /**
     * The change that was not completed.
     *
     * @return the change in one line, as the plan has it
     */
    public String change() {
        return change;
    }

    /**
     * What Outboard owns now.
     *
     * @return the receipt, as it is on the host
     */
    public Receipt receipt() {
        return receipt;
    }

    /**
     * How far what was done was taken back.
     *
     * @return the result, or empty if nothing was taken back
     */
    public Optional<RolledBack> rollBack() {
        return Optional.ofNullable(rolledBack);
    }
}
