package dev.outboard.core.plan;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostIdentity;
import dev.outboard.core.host.HostView;

/** A plan that was made on another host. Nothing was changed. */
public final class ForeignPlanException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private ForeignPlanException(Plan plan, HostIdentity here) {
        super(
                "the plan for stack " + plan.stack() + " was made on another host: on " + plan.host() + ", and this is "
                        + here,
                "plan on the host that you want to change, and apply that plan; nothing was changed");
    }

    /**
     * Refuses a plan of another host.
     *
     * @param plan the plan
     * @param host where it would be carried out
     * @throws ForeignPlanException if it was made on another host
     */
    public static void throwIfForeign(Plan plan, HostView host) {
        HostIdentity here = host.identity();
        if (!plan.host().equals(here)) {
            throw new ForeignPlanException(plan, here);
        }
    }
}
