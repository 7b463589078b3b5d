package dev.outboard.core.host;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A view for one planning: each query is run once, however many resources ask. Files are read afresh. Not thread-safe.
 */
public final class CachedHostView implements HostView {
    private final HostView host;
    private final Map<Query, Optional<CommandResult>> answers = new LinkedHashMap<>();

    /**
     * Creates a view with nothing remembered.
     *
     * @param host the host to look at
     */
    public CachedHostView(HostView host) {
        this.host = host;
    }

    @Override
    public Optional<FileStatus> status(AbsolutePath path) {
        return host.status(path);
    }

    @Override
    public Optional<FileContent> read(AbsolutePath path) {
        return host.read(path);
    }

    @Override
    public Optional<String> linkTarget(AbsolutePath path) {
        return host.linkTarget(path);
    }

    @Override
    public List<String> list(AbsolutePath directory) {
        return host.list(directory);
    }

    @Override
    public Optional<CommandResult> ask(Query query) {
        return answers.computeIfAbsent(query, host::ask);
    }

    @Override
    public boolean isRecording() {
        return host.isRecording();
    }
}
