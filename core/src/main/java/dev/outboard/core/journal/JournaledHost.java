package dev.outboard.core.journal;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.host.ForwardingHost;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;

/** A host whose files are written down in a journal before they change. How commands are taken back, their steps say. */
final class JournaledHost extends ForwardingHost {
    private final ResourceId resource;
    private final JournalWriter journal;

    JournaledHost(Host host, ResourceId resource, JournalWriter journal) {
        super(host);
        this.resource = resource;
        this.journal = journal;
    }

    @Override
    public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        journal.replacing(resource, path);
        super.writeFile(path, content, mode, owner);
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        journal.replacing(resource, path);
        super.append(path, content);
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        journal.replacing(resource, path);
        super.makeSymbolicLink(path, target);
    }

    /** Its missing parents are made with it. */
    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        path.parent().ifPresent(this::makingMissing);
        journal.replacing(resource, path);
        super.makeDirectory(path, mode, owner);
    }

    private void makingMissing(AbsolutePath directory) {
        if (status(directory).isEmpty()) {
            directory.parent().ifPresent(this::makingMissing);
            journal.replacing(resource, directory);
        }
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        if (status(path).isPresent()) {
            journal.replacing(resource, path);
            super.deleteFile(path);
        }
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        if (status(path).isPresent()) {
            journal.replacing(resource, path);
            super.deleteEmptyDirectory(path);
        }
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        if (status(path).isPresent()) {
            journal.deletingTree(resource, path);
            super.deleteTree(path);
        }
    }

    /** Does nothing: the host stays with the caller that opened it. */
    @Override
    public void close() {}
}
