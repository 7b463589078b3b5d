package dev.outboard.systemd.daemon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.systemd.containerd.ImageStore;
import dev.outboard.systemd.platform.EngineVersion;
import dev.outboard.systemd.platform.Platform;

/**
 * Who keeps the daemon's images, told to every engine that would decide for itself: from 29 on, one that is told nothing
 * leaves them to containerd, and so maybe outside the daemon's root.
 *
 * @param spec the daemon
 * @param platform what the host offers
 */
record ImageStorage(DaemonSpec spec, Platform platform) implements DaemonPart {

    @Override
    public void configure(ObjectNode configuration) {
        boolean byContainerd = spec.imageStore() == ImageStore.CONTAINERD;
        if (byContainerd || platform.engineIsAtLeast(ImageStore.FIRST_WITH_CONTAINERD_BY_DEFAULT)) {
            configuration.withObject("/features").put("containerd-snapshotter", byContainerd);
        }
    }

    @Override
    public void check(Planning planning) {
        EngineVersion first = ImageStore.FIRST_WITH_CONTAINERD;
        if (spec.imageStore() == ImageStore.CONTAINERD && !platform.engineIsAtLeast(first)) {
            planning.conflict(new Problem(
                    "imageStore of daemon " + spec.name(),
                    "CONTAINERD on Docker " + platform.engine().orElseThrow(),
                    "Docker " + first + " or newer, the first that can leave its images to containerd",
                    "choose imageStore(GRAPH_DRIVER), or update the engine"));
        }
    }
}
