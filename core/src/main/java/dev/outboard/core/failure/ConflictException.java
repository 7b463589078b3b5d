package dev.outboard.core.failure;

import java.util.List;

/**
 * The host holds things that stand in the way of a plan and are not Outboard's: a file with other content, an interface
 * of that name, a subnet in use. Nothing was changed.
 */
public final class ConflictException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> conflicts;

    /**
     * Creates the failure.
     *
     * @param subject what was planned, for example {@code stack ci}
     * @param conflicts what stands in the way, at least one
     */
    public ConflictException(String subject, List<Problem> conflicts) {
        super(
                Problem.listed(subject + " conflicts with this host", conflicts),
                "resolve each conflict as it says; nothing was changed",
                null);
        this.conflicts = List.copyOf(conflicts);
    }

    /**
     * What stands in the way, in the order of the plan.
     *
     * @return an immutable list, never empty
     */
    public List<Problem> conflicts() {
        return conflicts;
    }
}
