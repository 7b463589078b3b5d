package dev.outboard.core.apply;

import dev.outboard.core.log.CleanLog;
import java.util.function.Consumer;

/** Tells a listener of events. Whatever the listener throws, also an {@link Error}, does not stop the apply halfway. */
record Announcer(Consumer<? super ApplyEvent> listener) {
    private static final CleanLog log = CleanLog.of(Announcer.class);

    void announce(ApplyEvent event) {
        try {
            listener.accept(event);
        } catch (Throwable thrown) {
            log.warn("the listener of an apply failed on \"{}\"; the apply continues", event.summary(), thrown);
        }
    }
}
