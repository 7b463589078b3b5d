package dev.outboard.core.desired;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.ForwardingHostView;
import dev.outboard.core.host.HostView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A view for one planning: each query is run once, however many resources ask. Files are read afresh. Not thread-safe.
 */
public final class CachedHostView extends ForwardingHostView {
    private final Map<Query, Optional<CommandResult>> answers = new LinkedHashMap<>();

    /**
     * Creates a view with nothing remembered.
     *
     * @param host the host to look at
     */
    public CachedHostView(HostView host) {
        super(host);
    }

    @Override
    public Optional<CommandResult> ask(Query query) {
        return answers.computeIfAbsent(query, super::ask);
    }
}
