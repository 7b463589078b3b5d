package dev.outboard.systemd.docker;

import com.google.common.collect.ImmutableSortedMap;
import dev.outboard.core.text.ForeignText;
import dev.outboard.systemd.container.RestartPolicy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One container, as {@code docker inspect} shows it.
 *
 * @param id its id, 64 hexadecimal digits
 * @param isRunning whether its process runs now, or is started again in a moment
 * @param isRestarting whether it ended, and the daemon waits until it starts it again
 * @param image the image as it was named when the container was made
 * @param imageId the id of that image, for example {@code sha256:…}; the name may stand for another one since
 * @param labels its labels and those of its image, sorted by key
 * @param startedAt when it was started last, or empty if it never was
 * @param processId its first process, as the daemon's host sees it, or empty if it does not run
 * @param exitStatus how it ended, or empty if its process runs or never ran
 * @param restart when the daemon starts it again
 * @param restarts how often the daemon did so since it was started
 */
public record ContainerState(
        String id,
        boolean isRunning,
        boolean isRestarting,
        String image,
        String imageId,
        Map<String, String> labels,
        Optional<Instant> startedAt,
        Optional<Long> processId,
        Optional<Integer> exitStatus,
        RestartPolicy restart,
        int restarts) {

    /**
     * Creates the state.
     *
     * @param id its id
     * @param isRunning whether it runs
     * @param isRestarting whether it will be started again
     * @param image its image
     * @param imageId the id of its image
     * @param labels its labels
     * @param startedAt when it was started last
     * @param processId its first process
     * @param exitStatus how it ended
     * @param restart when the daemon starts it again
     * @param restarts how often it did
     */
    public ContainerState {
        labels = ImmutableSortedMap.copyOf(labels);
    }

    /**
     * Whether the container was made from a definition, as far as its label tells.
     *
     * @param definition the definition
     * @return true if its label {@link ContainerDefinition#HASH_LABEL} has the hash of the definition
     */
    public boolean isMadeFrom(ContainerDefinition definition) {
        return definition.hash().equals(labels.get(ContainerDefinition.HASH_LABEL));
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
