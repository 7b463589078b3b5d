package dev.outboard.core.host;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.SocketPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A view that passes every question on to another one. Subclasses override what they answer otherwise. */
abstract class ForwardingHostView implements HostView {
    private final HostView host;

    /**
     * Creates a view.
     *
     * @param host answers
     */
    protected ForwardingHostView(HostView host) {
        this.host = requireNonNull(host, "host is null");
    }

    /** That of the other one: what is seen, and done, there is seen and done on the same host. */
    @Override
    public String identity() {
        return host.identity();
    }

    @Override
    public Optional<FileStatus> status(AbsolutePath path) {
        return host.status(path);
    }

    @Override
    public boolean knows(AbsolutePath path) {
        return host.knows(path);
    }

    @Override
    public Optional<FileContent> read(AbsolutePath path) {
        return host.read(path);
    }

    @Override
    public long size(AbsolutePath path) {
        return host.size(path);
    }

    @Override
    public Optional<Path> reach(SocketPath socket) {
        return host.reach(socket);
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
        return host.ask(query);
    }
}
