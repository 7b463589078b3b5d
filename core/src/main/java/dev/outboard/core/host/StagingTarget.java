package dev.outboard.core.host;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.SocketPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the machine that a staged tree is for: it has the units of its vendor, as another host has them. All
 * else is unknown, and no program of it runs yet.
 *
 * @param vendor where the vendor's units are read
 */
record StagingTarget(HostView vendor) implements HostView {
    private static final List<AbsolutePath> UNITS =
            List.of(AbsolutePath.of("/usr/lib/systemd/system"), AbsolutePath.of("/lib/systemd/system"));

    @Override
    public boolean knows(AbsolutePath path) {
        return UNITS.stream().anyMatch(path::startsWith);
    }

    @Override
    public Optional<FileStatus> status(AbsolutePath path) {
        return knows(path) ? vendor.status(path) : Optional.empty();
    }

    @Override
    public Optional<FileContent> read(AbsolutePath path) {
        return knows(path) ? vendor.read(path) : Optional.empty();
    }

    @Override
    public Optional<String> linkTarget(AbsolutePath path) {
        return Optional.empty();
    }

    @Override
    public List<String> list(AbsolutePath directory) {
        return knows(directory) ? vendor.list(directory) : List.of();
    }

    @Override
    public Optional<CommandResult> ask(Query query) {
        return Optional.empty();
    }

    @Override
    public Optional<Path> reach(SocketPath socket) {
        return Optional.empty();
    }
}
