package dev.outboard.core.apply;

import dev.outboard.core.failure.CleanLog;
import java.util.function.Consumer;

/** Tells a listener of events, and survives whatever it throws: an {@link Error} of a listener is no reason to stop halfway. */
record Announcer(Consumer<? super ApplyEvent> listener) {
    private static final CleanLog log = CleanLog.of(Announcer.class);

    void announce(ApplyEvent event) {
        try {
            listener.accept(event);
        } catch (Throwable thrown) {
            log.warn("the listener of an apply failed on \"{}\"; the apply goes on", event.summary(), thrown);
        }
    }
}
