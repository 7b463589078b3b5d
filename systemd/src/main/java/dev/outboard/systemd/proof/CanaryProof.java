package dev.outboard.systemd.proof;

import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;

/** One thing that a container of a second daemon shows. */
interface CanaryProof {

    /** What is proved, for people. */
    String claim();

    /**
     * Looks.
     *
     * @param canary the container
     * @param host the host that it is on
     * @return what was seen
     */
    Evidence prove(Canary canary, Host host);

    /** A proof that can't be made has failed, and does not stop the others. */
    default Finding attempt(Canary canary, Host host) {
        try {
            Evidence evidence = prove(canary, host);
            return new Finding(claim(), evidence.proves(), evidence.text());
        } catch (ProvisioningException failure) {
            return new Finding(claim(), false, failure.getMessage());
        }
    }
}
