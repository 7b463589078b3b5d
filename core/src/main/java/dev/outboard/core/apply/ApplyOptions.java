package dev.outboard.core.apply;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/**
 * How a plan is carried out. Immutable.
 *
 * @param onFailure what happens to what was done when a later step fails
 * @param listener told of every change and step before it happens; what it throws is logged and changes nothing
 * @param cancellation by which another thread can end it
 */
public record ApplyOptions(OnFailure onFailure, Consumer<? super ApplyEvent> listener, Cancellation cancellation) {

    /**
     * Creates options.
     *
     * @param onFailure what happens to what was done when a later step fails
     * @param listener told of every change and step
     * @param cancellation by which another thread can end it
     */
    public ApplyOptions {
        requireNonNull(onFailure, "onFailure is null");
        requireNonNull(listener, "listener is null");
        requireNonNull(cancellation, "cancellation is null");
    }

    /**
     * Rolls back on failure, without a listener or a cancellation.
     *
     * @return the defaults
     */
    public static ApplyOptions defaults() {
        return new ApplyOptions(OnFailure.ROLL_BACK, event -> {}, new Cancellation());
    }

    /**
     * The same options with another way to fail.
     *
     * @param what what happens to what was done when a later step fails
     * @return the options
     */
    public ApplyOptions onFailure(OnFailure what) {
        return new ApplyOptions(what, listener, cancellation);
    }

    /**
     * The same options with a listener.
     *
     * @param told told of every change and step before it happens
     * @return the options
     */
    public ApplyOptions listener(Consumer<? super ApplyEvent> told) {
        return new ApplyOptions(onFailure, told, cancellation);
    }

    /**
     * The same options with a way to end the apply.
     *
     * @param handle by which another thread can end it
     * @return the options
     */
    public ApplyOptions cancellation(Cancellation handle) {
        return new ApplyOptions(onFailure, listener, handle);
    }
}
