package dev.outboard.core.host;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.function.Supplier;

/**
 * A host that passes everything on to another one. Subclasses override what they do otherwise, for example to write down
 * what is done on a host. It is as safe for threads as the other one.
 */
public abstract class ForwardingHost extends ForwardingHostView implements Host {
    private final Host host;

    /**
     * Creates a host.
     *
     * @param host answers and has the effects
     */
    protected ForwardingHost(Host host) {
        super(host);
        this.host = host;
    }

    @Override
    public void writeFile(AbsolutePath path, FileContent content, FileMode mode, FileOwner owner) {
        host.writeFile(path, content, mode, owner);
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        host.append(path, content);
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        host.makeSymbolicLink(path, target);
    }

    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        host.makeDirectory(path, mode, owner);
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        host.deleteFile(path);
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        host.deleteEmptyDirectory(path);
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        host.deleteTree(path);
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
    public void close() {
        host.close();
    }
}
