package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.options.ImageStore;

/**
 * What keeps the daemon's images, told to every engine that would decide for itself: from 29 on, one that is told nothing
 * leaves them to containerd, and so maybe outside the daemon's root.
 *
 * @param daemon the daemon
 */
record ImageStorage(DaemonContext daemon) implements DaemonPart {
    /** The first engine that can leave its images to containerd. */
    private static final EngineVersion FIRST_WITH_CONTAINERD = EngineVersion.of("24.0");

    /** The first engine that does so unless told otherwise. */
    private static final EngineVersion CONTAINERD_BY_DEFAULT = EngineVersion.of("29.0");

    @Override
    public void configure(ObjectNode configuration) {
        boolean byContainerd = daemon.spec().imageStore() == ImageStore.CONTAINERD;
        if (byContainerd || daemon.platform().engineIsAtLeast(CONTAINERD_BY_DEFAULT)) {
            configuration.withObject("/features").put("containerd-snapshotter", byContainerd);
        }
    }

    @Override
    public void check(Planning planning) {
        EngineVersion first = FIRST_WITH_CONTAINERD;
        if (daemon.spec().imageStore() == ImageStore.CONTAINERD
                && !daemon.platform().engineIsAtLeast(first)) {
            planning.conflict(new Problem(
                    "imageStore of daemon " + daemon.spec().name(),
                    "CONTAINERD on Docker " + daemon.platform().engine().orElseThrow(),
                    "Docker " + first + " or newer, the first that can leave its images to containerd",
                    "choose imageStore(GRAPH_DRIVER), or update the engine"));
        }
    }
}
