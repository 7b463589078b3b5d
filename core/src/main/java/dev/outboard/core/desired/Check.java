package dev.outboard.core.desired;

import dev.outboard.core.host.Host;
import dev.outboard.core.verify.Finding;
import java.util.List;

/** A proof that something works on a host. Leaves the host as it found it. */
public interface Check {

    /**
     * What is proved, as a sentence; several findings may each say their part of it.
     *
     * @return for example {@code docker2 answers on /docker2/docker.sock}
     */
    String name();

    /**
     * Makes the proof.
     *
     * @param host where
     * @return what was found, at least one finding
     * @throws dev.outboard.core.failure.ProvisioningException if the proof can't be made, which counts as a failed one
     */
    List<Finding> run(Host host);
}
