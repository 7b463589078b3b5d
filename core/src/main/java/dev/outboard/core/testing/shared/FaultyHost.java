package dev.outboard.core.testing.shared;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.host.ForwardingHost;
import dev.outboard.core.host.Host;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.Optional;

/** A host that fails, or whose program dies, at one of its effects. Looking at it always succeeds. */
public final class FaultyHost extends ForwardingHost {
    private final Faults faults;

    /**
     * Makes a host faulty.
     *
     * @param host has the effects
     * @param faults says where it goes wrong
     */
    public FaultyHost(Host host, Faults faults) {
        super(host);
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
        have("write " + path, () -> super.writeFile(path, content, mode, owner));
    }

    @Override
    public void append(AbsolutePath path, FileContent content) {
        have("append to " + path, () -> super.append(path, content));
    }

    @Override
    public void makeSymbolicLink(AbsolutePath path, String target) {
        have("link " + path, () -> super.makeSymbolicLink(path, target));
    }

    @Override
    public void makeDirectory(AbsolutePath path, FileMode mode, FileOwner owner) {
        have("make directory " + path, () -> super.makeDirectory(path, mode, owner));
    }

    @Override
    public void deleteFile(AbsolutePath path) {
        have("delete " + path, () -> super.deleteFile(path));
    }

    @Override
    public void deleteEmptyDirectory(AbsolutePath path) {
        have("delete " + path, () -> super.deleteEmptyDirectory(path));
    }

    @Override
    public void deleteTree(AbsolutePath path) {
        have("delete tree " + path, () -> super.deleteTree(path));
    }

    @Override
    public CommandResult run(Command command) {
        return faults.have("$ " + command, () -> super.run(command));
    }
}
