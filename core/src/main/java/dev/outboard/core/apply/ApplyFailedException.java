package dev.outboard.core.apply;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.receipt.Receipt;

/** A plan that was carried out in part. What was made is in the receipt; the next plan has what is missing. */
public final class ApplyFailedException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private final transient Change change;
    private final transient Receipt receipt;

    ApplyFailedException(Change change, Step step, Receipt receipt, ProvisioningException cause) {
        super(
                "stack " + receipt.stack() + " was applied in part; it stopped at \"" + change.summary()
                        + "\", in the step \"" + step.describe() + "\": " + cause.problem(),
                cause.remedy() + "; then plan and apply again: it goes on where it stopped",
                cause);
        this.change = change;
        this.receipt = receipt;
    }

    /**
     * The change that was not completed.
     *
     * @return the change
     */
    public Change change() {
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
}
