package dev.outboard.core.change;

import dev.outboard.core.host.Host;

/** One effect on a host. It is printed before it happens, in the words of {@link #describe()}. */
public interface Step {

    /**
     * What this step does, in one line and without secrets. Commands start with {@code $}.
     *
     * @return the line that a plan shows
     */
    String describe();

    /**
     * Does it.
     *
     * @param host where
     * @throws dev.outboard.core.failure.ProvisioningException if it can't be done
     */
    void perform(Host host);
}
