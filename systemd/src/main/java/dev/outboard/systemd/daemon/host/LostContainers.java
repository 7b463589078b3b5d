package dev.outboard.systemd.daemon.host;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Owned;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.part.RememberedDaemon;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.Engines;
import dev.outboard.systemd.options.Containerd;
import dev.outboard.systemd.options.ImageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What becomes of containers when a daemon is given another containerd, image store or network. It does not find those
 * that run any more, or they lose their network; and nothing would ever stop them.
 *
 * @param spec the desired daemon
 * @param engines the way to daemons
 */
record LostContainers(DaemonSpec spec, Engines engines) {
    private static final String IMAGE_STORE = "image-store";

    /** What every receipt says that does not say otherwise, as those of before do. */
    private static final ImmutableMap<String, String> DEFAULTS = ImmutableMap.of(
            "containerd",
            Containerd.SYSTEM.name(),
            IMAGE_STORE,
            ImageStore.GRAPH_DRIVER.name(),
            "network-isolation",
            NetworkIsolation.SHARED.name());

    private Map<String, String> wanted() {
        return ImmutableMap.of(
                "containerd",
                spec.containerd().name(),
                IMAGE_STORE,
                spec.imageStore().name(),
                "network-isolation",
                spec.networkIsolation().name());
    }

    /** Adds what is not the default. */
    void remember(Map<String, String> attributes) {
        wanted().forEach((key, value) -> {
            if (!value.equals(DEFAULTS.get(key))) {
                attributes.put(key, value);
            }
        });
    }

    void check(Planning planning) {
        planning.receipt().find(RememberedDaemon.id(spec.name())).ifPresent(owned -> check(owned, planning));
    }

    private void check(Owned owned, Planning planning) {
        List<String> moves = new ArrayList<>();
        wanted().forEach((key, value) -> {
            String before = owned.attributes().getOrDefault(key, DEFAULTS.getOrDefault(key, ""));
            if (!before.equals(value)) {
                moves.add(key + " from " + before + " to " + value);
                if (key.equals(IMAGE_STORE)) {
                    planning.note("images in the image store " + before + " of " + spec.name()
                            + " stay on the disk, but the daemon no longer sees them");
                }
            }
        });
        if (!moves.isEmpty()) {
            refuseRunning(owned, String.join(", ", moves), planning);
        }
    }

    private void refuseRunning(Owned owned, String moves, Planning planning) {
        if (!DaemonRemoval.runs(owned, planning)) {
            return;
        }
        List<String> running = DaemonRemoval.access(owned, engines).ask(Engine::containers).stream()
                .filter(ContainerSummary::isAlive)
                .map(ContainerSummary::shortId)
                .toList();
        if (!running.isEmpty()) {
            planning.conflict(new Problem(
                    "daemon " + spec.name() + ", " + moves,
                    running.size() + " running containers",
                    "none: the daemon would lose them or they their network, and they would run on",
                    "wait for them, or stop them with \"" + spec.wrapper() + " stop " + String.join(" ", running)
                            + "\""));
        }
    }
}
