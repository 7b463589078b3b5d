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
 * A view for one planning: each question is asked once, however many resources ask it, and all of them get the same
 * answer. Not thread-safe.
 */
final class CachedHostView extends ForwardingHostView {
    private final Map<Query, Optional<CommandResult>> answers = new LinkedHashMap<>();
    private final Map<AbsolutePath, Optional<FileStatus>> statuses = new LinkedHashMap<>();
    private final Map<AbsolutePath, Optional<FileContent>> contents = new LinkedHashMap<>();
    private final Map<AbsolutePath, Long> sizes = new LinkedHashMap<>();
    private final Map<AbsolutePath, Optional<String>> linkTargets = new LinkedHashMap<>();
    private final Map<AbsolutePath, List<String>> names = new LinkedHashMap<>();

    CachedHostView(HostView host) {
        super(host);
    }

    @Override
    public Optional<CommandResult> ask(Query query) {
        return answers.computeIfAbsent(query, super::ask);
    }

    @Override
    public Optional<FileStatus> status(AbsolutePath path) {
        return statuses.computeIfAbsent(path, super::status);
    }

    @Override
    public Optional<FileContent> read(AbsolutePath path) {
        return contents.computeIfAbsent(path, super::read);
    }

    @Override
    public long size(AbsolutePath path) {
        return sizes.computeIfAbsent(path, super::size);
    }

    @Override
    public Optional<String> linkTarget(AbsolutePath path) {
        return linkTargets.computeIfAbsent(path, super::linkTarget);
    }

    @Override
    public List<String> list(AbsolutePath directory) {
        return names.computeIfAbsent(directory, super::list);
    }
}
