package dev.outboard.systemd.storage;

import dev.outboard.core.change.Loss;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import java.util.Optional;

/**
 * Unmounts a filesystem, and first what is mounted in it: umount(8).
 *
 * @param mountPoint where it is mounted
 */
record Unmount(AbsolutePath mountPoint) implements Step {
    private Command command() {
        return Command.of("umount", "--recursive", mountPoint.toString());
    }

    @Override
    public String describe() {
        return "$ " + command();
    }

    @Override
    public void perform(Host host) {
        host.run(command());
    }

    @Override
    public Optional<Loss> loss() {
        return Optional.of(Loss.ofTree(mountPoint));
    }

    /** The unit that mounted it mounts it again. */
    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }
}
