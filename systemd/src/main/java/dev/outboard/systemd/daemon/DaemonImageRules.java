package dev.outboard.systemd.daemon;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Values;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ImageStore;

/** What the choices of containerd, image store and storage driver owe one another. */
final class DaemonImageRules {
    private static final String GRAPH_DRIVER = "overlay2";

    private DaemonImageRules() {}

    /** Notes every pair that can't work, or that leaves the daemon's root. */
    static void check(Values values, Problems problems) {
        if (values.get(DaemonProperties.IMAGE_STORE) != ImageStore.CONTAINERD) {
            return;
        }
        if (values.get(DaemonProperties.CONTAINERD) == Containerd.SYSTEM) {
            problems.add(
                    "imageStore",
                    "CONTAINERD with containerd SYSTEM",
                    "a containerd of the daemon's own: that of the host keeps layers in /var/lib/containerd, and not"
                            + " below the daemon's root",
                    "call containerd(Containerd.OWN)");
        }
        if (values.find(DaemonProperties.USER_REMAP).isPresent()) {
            problems.add(
                    "userRemap",
                    "set, with imageStore CONTAINERD",
                    "one of the two: with both, engines can't build images (moby/moby issue 47377)",
                    "choose imageStore(GRAPH_DRIVER), or leave userRemap out");
        }
        if (values.find(DaemonProperties.STORAGE_DRIVER)
                .filter(GRAPH_DRIVER::equals)
                .isPresent()) {
            problems.add(
                    "storageDriver",
                    GRAPH_DRIVER + " with imageStore CONTAINERD",
                    "the name of a snapshotter of containerd",
                    "leave it out for " + ImageStore.CONTAINERD.defaultStorageDriver());
        }
    }
}
