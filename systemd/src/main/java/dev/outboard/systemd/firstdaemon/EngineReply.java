package dev.outboard.systemd.firstdaemon;

import dev.outboard.systemd.docker.EngineInfo;
import dev.outboard.systemd.docker.NetworkSummary;
import java.util.List;
import java.util.Optional;

/**
 * What came back from an engine that was to be asked.
 *
 * @param info what it said of itself; empty if it said nothing
 * @param networks all of its networks
 * @param silence why it said nothing, for example {@code docker.service is inactive}; empty text if it answered
 */
record EngineReply(Optional<EngineInfo> info, List<NetworkSummary> networks, String silence) {

    static EngineReply of(EngineInfo info, List<NetworkSummary> networks) {
        return new EngineReply(Optional.of(info), networks, "");
    }

    /** The reply of an engine that did not answer, or could not be asked, with the reason in one line. */
    static EngineReply silence(String reason) {
        return new EngineReply(Optional.empty(), List.of(), reason);
    }
}
