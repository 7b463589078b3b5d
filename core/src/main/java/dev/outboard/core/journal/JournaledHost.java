package dev.outboard.core.journal;

import dev.outboard.core.change.ResourceId;
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

/** A host whose files are written down in a journal before they change. How commands are taken back, their steps say. */
final class JournaledHost implements Host {
    private final Host host;
    private final ResourceId resource;
    private final JournalWriter journal;

    JournaledHost(Host host, ResourceId resource, JournalWriter journal) {
        this.host = host;
        this.resource = resource;
        this.journal = journal;
    }

    @Override
    public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        journal.replacing(resource, path);
        host.writeFile(path, content, mode, owner);
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        journal.replacing(resource, path);
        host.append(path, content);
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        journal.replacing(resource, path);
        host.makeSymbolicLink(path, target);
    }

    /** Its missing parents are made with it. */
    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        path.parent().ifPresent(this::makingMissing);
        journal.replacing(resource, path);
        host.makeDirectory(path, mode, owner);
    }

    private void makingMissing(AbsolutePath directory) {
        if (host.status(directory).isEmpty()) {
            directory.parent().ifPresent(this::makingMissing);
            journal.replacing(resource, directory);
        }
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        if (host.status(path).isPresent()) {
            journal.replacing(resource, path);
            host.deleteFile(path);
        }
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        if (host.status(path).isPresent()) {
            journal.replacing(resource, path);
            host.deleteEmptyDirectory(path);
        }
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        if (host.status(path).isPresent()) {
            journal.deletingTree(resource, path);
            host.deleteTree(path);
        }
    }

    @Override
    public CommandResult run(Command command) {
        return host.run(command);
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

    /** Does nothing: the host stays with whoever opened it. */
    @Override
    public void close() {}
}
