package dev.outboard.systemd.storage;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.host.HostView;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lets a mounted filesystem take up all of its image or device. The daemon and its containers do not notice. It is
 * compared with what is there, not with an earlier spec, so that an apply which failed half way is ended by the next one.
 */
record Growth(StorageMount mount, MountedFilesystem mounted) {
    /** Both filesystems leave out a rest in which no group of theirs would fit. */
    private static final long REST = 16L << 20;

    private static final Duration LIMIT = Duration.ofMinutes(10);

    Optional<Change> change(Planning planning) {
        if (!lags(planning.host())) {
            return Optional.empty();
        }
        List<Step> steps = new ArrayList<>();
        if (mounted.isLoop() && mount.spec().size().isPresent()) {
            steps.add(new RunCommand(Command.of("losetup", "--set-capacity", mounted.device()), Undo.NOTHING));
        }
        steps.add(new RunCommand(
                Command.of("/usr/lib/systemd/systemd-growfs", mount.mountPoint().toString())
                        .withTimeout(LIMIT),
                Undo.impossible("the filesystem at " + mount.mountPoint() + " has grown: it is never shrunk")));
        return Optional.of(Change.of(mount.id(), Action.UPDATE, steps)
                .about("filesystem at " + mount.mountPoint())
                .because("it takes up all of " + mount.source() + ", while it is in use"));
    }

    /** A loop device keeps the size that its file had when it was attached, losetup(8). */
    private boolean lags(HostView host) {
        OptionalLong filesystem = mounted.size(mount.spec().filesystem(), mount.mountPoint(), host);
        OptionalLong device = mounted.deviceSize(host);
        long image = mount.spec().size().map(ByteSize::bytes).orElse(0L);
        return filesystem.isPresent()
                && device.isPresent()
                && (device.getAsLong() + MountedFilesystem.SECTOR <= image
                        || filesystem.getAsLong() + REST < device.getAsLong());
    }
}
