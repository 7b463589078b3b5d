package dev.outboard.systemd.firstdaemon;

import dev.outboard.core.text.ForeignText;
import java.util.Optional;

/**
 * What came back from an engine that was to be asked.
 *
 * @param answer what it said of itself; empty if it said nothing
 * @param silence why it said nothing, for example {@code docker.service is inactive}; empty text if it answered
 */
public record EngineReply(Optional<EngineAnswer> answer, String silence) {

    /**
     * The reply of an engine that answered.
     *
     * @param answer what it said
     * @return the reply
     */
    public static EngineReply of(EngineAnswer answer) {
        return new EngineReply(Optional.of(answer), "");
    }

    /**
     * The reply of an engine that did not answer, or could not be asked.
     *
     * @param reason why, in one line
     * @return the reply
     */
    public static EngineReply silence(String reason) {
        return new EngineReply(Optional.empty(), reason);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
