package dev.outboard.core.desired;

import dev.outboard.core.host.Host;

/** A proof that something works on a host. Leaves the host as it found it. */
public interface Check {

    /**
     * What is proved, as a sentence.
     *
     * @return for example {@code docker2 answers on /docker2/docker.sock}
     */
    String name();

    /**
     * Makes the proof.
     *
     * @param host where
     * @return what was found; a check that can't be made is a failed one, not an exception
     */
    Finding run(Host host);
}
