package dev.outboard.core.apply;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener of events, and survives what it throws. */
record Announcer(Consumer<? super ApplyEvent> listener) {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);

    void announce(ApplyEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException thrown) {
            log.warn("the listener of an apply failed on \"{}\"; the apply goes on", event.summary(), thrown);
        }
    }
}
