package dev.outboard.systemd.docker;

import com.google.common.collect.ImmutableSortedMap;
import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.Map;

/**
 * One line of {@code docker ps --all}.
 *
 * @param id its id, 64 hexadecimal digits
 * @param names its names, without the slash in front that the API has
 * @param image the image as it was named when the container was made, or an id
 * @param state for example {@code created}, {@code running} or {@code exited}
 * @param labels its labels, sorted by key
 * @param ports its published ports while it runs, in the daemon's order
 * @param addresses the addresses that it has in its networks; none unless it runs, nor in the network of its host
 * @param mounts the paths of the host that it has
 */
public record ContainerSummary(
        String id,
        List<String> names,
        String image,
        String state,
        Map<String, String> labels,
        List<PublishedPort> ports,
        List<String> addresses,
        List<MountedPath> mounts) {
    private static final int SHORT = 12;
    private static final List<String> ALIVE = List.of("running", "paused", "restarting");

    /**
     * Creates the line.
     *
     * @param id its id
     * @param names its names
     * @param image its image
     * @param state its state
     * @param labels its labels
     * @param ports its published ports
     * @param addresses its addresses
     * @param mounts its paths of the host
     */
    public ContainerSummary {
        names = List.copyOf(names);
        labels = ImmutableSortedMap.copyOf(labels);
        ports = List.copyOf(ports);
        addresses = List.copyOf(addresses);
        mounts = List.copyOf(mounts);
    }

    /**
     * The beginning of the id by which the {@code docker} command names the container.
     *
     * @return twelve hexadecimal digits
     */
    public String shortId() {
        return id.substring(0, Math.min(id.length(), SHORT));
    }

    /**
     * Whether the container has a process. One that is paused, or that is about to be started again, counts as well, as in
     * {@code docker ps}.
     *
     * @return true if it has
     */
    public boolean isAlive() {
        return ALIVE.contains(state);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
