package dev.outboard.systemd.daemon.part;

import dev.outboard.systemd.daemon.DaemonSpec;

/** The comment at the top of each unit of a daemon. */
final class UnitComment {
    private UnitComment() {}

    static String of(DaemonSpec spec, String origin) {
        return "Unit of the Docker daemon " + spec.name() + ", " + origin
                + ".\nWritten by Outboard, which will overwrite changes; for your own use a drop-in.";
    }
}
