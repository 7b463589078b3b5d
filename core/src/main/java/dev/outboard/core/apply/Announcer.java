package dev.outboard.core.apply;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener of events, and survives whatever it throws: an {@link Error} of a listener is no reason to stop halfway. */
record Announcer(Consumer<? super ApplyEvent> listener) {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);

    void announce(ApplyEvent event) {
        try {
            listener.accept(event);
        } catch (Throwable thrown) {
            log.warn("the listener of an apply failed on \"{}\"; the apply goes on", event.summary(), thrown);
        }
    }
}
