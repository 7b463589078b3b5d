package dev.outboard.core.apply;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.value.StackName;
import org.jspecify.annotations.Nullable;

/** An apply that was cancelled, or whose thread was interrupted. What was done stays, and is in the receipt. */
public final class ApplyCancelledException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    ApplyCancelledException(StackName stack, String change, @Nullable ProvisioningException cause) {
        super(
                "the apply of stack " + stack + " was cancelled at \"" + change + "\"",
                "plan and apply again to continue where it stopped, or take it back with rollBack(\"" + stack + "\")",
                cause);
    }
}
