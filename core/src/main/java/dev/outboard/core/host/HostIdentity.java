package dev.outboard.core.host;

import static java.util.Objects.requireNonNull;

/**
 * Says which host is meant. Two identities are equal if they name the same host.
 *
 * @param text the host in a few words, for messages
 */
public record HostIdentity(String text) {

    /**
     * Creates an identity.
     *
     * @param text the host in a few words; two hosts must not have the same
     */
    public HostIdentity {
        requireNonNull(text, "text is null");
    }

    /**
     * The identity of a host that exists only as an object of this program, such as one in memory.
     *
     * @param host the object
     * @return an identity that no other object has
     */
    public static HostIdentity ofObject(Object host) {
        return new HostIdentity(host.getClass().getSimpleName() + " "
                + Integer.toHexString(System.identityHashCode(host)) + " of this program");
    }

    /** The host in a few words. */
    @Override
    public String toString() {
        return text;
    }
}
