package dev.outboard.core.failure;

import dev.outboard.core.text.Quoted;

/** A single value that can't be what it was meant to be: an interface name, a path, an address. */
public final class InvalidValueException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String found;
    private final String expected;

    /**
     * Creates the failure.
     *
     * @param kind what the value was meant to be, for example {@code interface name}
     * @param found the value, as given
     * @param expected what is allowed
     * @param remedy what to write instead
     */
    public InvalidValueException(String kind, String found, String expected, String remedy) {
        super(kind + " " + Quoted.text(found) + ": expected " + expected, remedy);
        this.kind = kind;
        this.found = found;
        this.expected = expected;
    }

    /**
     * What the value was meant to be.
     *
     * @return the kind of value
     */
    public String kind() {
        return kind;
    }

    /**
     * The value, as given.
     *
     * @return the offending text
     */
    public String found() {
        return found;
    }

    /**
     * This failure as a problem of a spec's property.
     *
     * @param property the property that the value was given for
     * @return the problem
     */
    public Problem problemOf(String property) {
        return new Problem(property, found, expected, remedy());
    }
}
