package dev.outboard.runner.testing.parts;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.systemd.container.RestartPolicy;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.ContainerSummary;
import dev.outboard.systemd.docker.MountedPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A container of a {@link SimulatedEngine} at one moment. */
record SimulatedContainer(
        String id,
        String imageId,
        ContainerDefinition definition,
        RestartPolicy restart,
        boolean isRunning,
        boolean wasStopped,
        Optional<Instant> startedAt,
        Optional<Integer> exitStatus,
        int restarts) {
    private static final int HIGHEST_PROCESS_ID = 4_194_300;

    static SimulatedContainer created(String id, String imageId, ContainerDefinition definition) {
        return new SimulatedContainer(
                id, imageId, definition, definition.restart(), false, false, Optional.empty(), Optional.empty(), 0);
    }

    SimulatedContainer started(Instant now) {
        return new SimulatedContainer(
                id, imageId, definition, restart, true, false, Optional.of(now), Optional.empty(), 0);
    }

    /** It was ended by a request. */
    SimulatedContainer stopped(int status) {
        return isRunning
                ? new SimulatedContainer(
                        id, imageId, definition, restart, false, true, startedAt, Optional.of(status), restarts)
                : this;
    }

    /** Ended with the daemon, without a request. */
    SimulatedContainer ended() {
        return isRunning
                ? new SimulatedContainer(
                        id, imageId, definition, restart, false, wasStopped, startedAt, Optional.of(137), restarts)
                : this;
    }

    /** Its program failed, and is tried again if its policy says so; until then it counts as running. */
    SimulatedContainer failed(int status) {
        boolean again = !restart.equals(RestartPolicy.NO);
        return new SimulatedContainer(
                id,
                imageId,
                definition,
                restart,
                again,
                wasStopped,
                startedAt,
                Optional.of(status),
                again ? restarts + 1 : restarts);
    }

    SimulatedContainer withRestart(RestartPolicy policy) {
        return new SimulatedContainer(
                id, imageId, definition, policy, isRunning, wasStopped, startedAt, exitStatus, restarts);
    }

    /** The rules of docker run's --restart; a container that never ran does not start. */
    boolean isToRestart() {
        return startedAt.isPresent()
                && (restart.equals(RestartPolicy.ALWAYS)
                        || (restart.equals(RestartPolicy.UNLESS_STOPPED) && !wasStopped));
    }

    private boolean isRestarting() {
        return isRunning && exitStatus.isPresent();
    }

    ContainerState state() {
        return new ContainerState(
                id,
                isRunning,
                isRestarting(),
                definition.image().toString(),
                imageId,
                labels(),
                startedAt,
                processId(),
                exitStatus,
                restart,
                restarts);
    }

    /** Made from the id, so that those of two daemons on one host differ. */
    private Optional<Long> processId() {
        return isRunning && !isRestarting()
                ? Optional.of(2L + Math.floorMod(id.hashCode(), HIGHEST_PROCESS_ID))
                : Optional.empty();
    }

    ContainerSummary summary(ContainerName name) {
        String word = isRunning ? "running" : startedAt.isPresent() ? "exited" : "created";
        return new ContainerSummary(
                id,
                List.of(name.toString()),
                definition.image().toString(),
                word,
                labels(),
                List.of(),
                List.of(),
                definition.binds().stream()
                        .filter(bind -> bind.source().startsWith("/"))
                        .map(bind -> new MountedPath(AbsolutePath.of(bind.source()), bind.target()))
                        .toList());
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(definition.labels());
        labels.put(ContainerDefinition.HASH_LABEL, definition.hash());
        return labels;
    }
}
