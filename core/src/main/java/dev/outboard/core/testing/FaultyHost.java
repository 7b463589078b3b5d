package dev.outboard.core.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A host that fails, or whose program dies, at one of its effects. Looking at it always succeeds. */
public final class FaultyHost implements Host {
    private final Host host;
    private final Faults faults;

    /**
     * Makes a host faulty.
     *
     * @param host has the effects
     * @param faults says where it goes wrong
     */
    public FaultyHost(Host host, Faults faults) {
        this.host = host;
        this.faults = faults;
    }

    private void have(String description, Runnable effect) {
        faults.have(description, () -> {
            effect.run();
            return Optional.empty();
        });
    }

    @Override
    public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        have("write " + path, () -> host.writeFile(path, content, mode, owner));
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        have("append to " + path, () -> host.append(path, content));
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        have("link " + path, () -> host.makeSymbolicLink(path, target));
    }

    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        have("make directory " + path, () -> host.makeDirectory(path, mode, owner));
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        have("delete " + path, () -> host.deleteFile(path));
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        have("delete " + path, () -> host.deleteEmptyDirectory(path));
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        have("delete tree " + path, () -> host.deleteTree(path));
    }

    @Override
    public CommandResult run(Command command) {
        return faults.have("$ " + command, () -> host.run(command));
    }

    @Override
    public <T> T exclusively(Supplier<T> action) {
        return host.exclusively(action);
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
    public long size(AbsolutePath path) {
        return host.size(path);
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

    @Override
    public boolean isRecording() {
        return host.isRecording();
    }

    @Override
    public void close() {
        host.close();
    }
}
