package dev.outboard.systemd.proof;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Label;
import dev.outboard.systemd.container.Bind;
import dev.outboard.systemd.container.NetworkName;
import dev.outboard.systemd.docker.ContainerDefinition;
import dev.outboard.systemd.docker.ContainerState;
import dev.outboard.systemd.docker.Engine;
import dev.outboard.systemd.docker.ExecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container in which proofs are made. Its image is empty, and it sees the host's own programs read-only: so it needs no
 * registry, and no image that has to be brought. It goes when it is closed.
 */
final class Canary implements AutoCloseable {
    private static final ImageReference IMAGE = ImageReference.of("outboard/canary:empty");
    private static final ContainerName NAME = ContainerName.of("outboard-canary");
    private static final ContainerName PEER = ContainerName.of("outboard-canary-peer");
    private static final ContainerName OTHER_PEER = ContainerName.of("outboard-canary-other-peer");
    private static final NetworkName NETWORK = NetworkName.of("outboard-canary");

    /** Two blocks of zeros end a tar file (POSIX pax, "ustar Interchange Format"); one of nothing else is empty. */
    private static final byte[] EMPTY_TAR = new byte[1024];

    /** Where programs and their libraries are, hier(7); which of them are there differs by architecture. */
    private static final List<String> PROGRAMS = List.of("/usr", "/bin", "/lib", "/lib64");

    /** Longer than all proofs together; a canary that was not closed ends by itself. */
    private static final List<String> COMMAND = List.of("/usr/bin/sleep", "600");

    /** What GitLab Runner gives the containers of its jobs. */
    private static final List<Label> JOB_LABELS =
            List.of(Label.of("com.gitlab.gitlab-runner.managed=true"), Label.of("com.gitlab.gitlab-runner.type=build"));

    /** How many seconds a program in it may wait for an answer. */
    static final String PATIENCE = "5";

    private final Engine engine;
    private final ContainerName name;
    private final String id;

    private Canary(Engine engine, ContainerName name, String id) {
        this.engine = engine;
        this.name = name;
        this.id = id;
    }

    /**
     * Makes the container, which does not run yet. It has the labels of a job's container.
     *
     * @param jobVolumes what jobs have; those that are not there on the host are left out, since the engine would make them,
     *     and those that lie where the canary has the host's programs
     */
    static Canary create(Engine engine, List<Bind> jobVolumes, HostView host) {
        remove(engine);
        importImage(engine);
        ContainerDefinition.Builder definition = definition(NAME, host);
        jobVolumes.stream()
                .filter(volume -> volume.source().startsWith("/"))
                .filter(volume -> PROGRAMS.stream().noneMatch(directory -> isWithin(directory, volume.target())))
                .filter(volume -> host.status(AbsolutePath.of(volume.source())).isPresent())
                .forEach(definition::addBind);
        return new Canary(engine, NAME, engine.create(definition.build()));
    }

    private static ContainerDefinition.Builder definition(ContainerName name, HostView host) {
        ContainerDefinition.Builder definition =
                ContainerDefinition.builder(name, IMAGE).command(COMMAND);
        JOB_LABELS.forEach(definition::addLabel);
        PROGRAMS.stream()
                .filter(directory -> host.status(AbsolutePath.of(directory)).isPresent())
                .forEach(directory -> definition.addBind(Bind.of(directory + ":" + directory + ":ro")));
        return definition;
    }

    /** Makes a network as a job does, with two more containers in it, which run. They go when this canary is closed. */
    List<Canary> startPeers(HostView host) {
        engine.createNetwork(NETWORK);
        return Stream.of(PEER, OTHER_PEER)
                .map(peer -> {
                    ContainerDefinition definition =
                            definition(peer, host).network(NETWORK).build();
                    Canary canary = new Canary(engine, peer, engine.create(definition));
                    canary.start();
                    return canary;
                })
                .toList();
    }

    private static boolean isWithin(String directory, AbsolutePath path) {
        return (path + "/").startsWith(directory + "/");
    }

    private static void importImage(Engine engine) {
        try {
            Path empty = Files.createTempFile("outboard-canary", ".tar");
            try {
                Files.write(empty, EMPTY_TAR);
                engine.importImage(IMAGE, empty);
            } finally {
                Files.delete(empty);
            }
        } catch (IOException failure) {
            throw new HostException(
                    "no temporary file could be written for the canary image: " + failure.getMessage(),
                    "free some space where java.io.tmpdir leads",
                    failure);
        }
    }

    void start() {
        engine.start(name);
    }

    /** Runs a program of the host in the container. */
    ExecResult run(String... command) {
        return engine.exec(name, List.of(command), ImmutableMap.of());
    }

    ContainerName name() {
        return name;
    }

    String id() {
        return id;
    }

    /** Its first process, as the host sees it. */
    long processId() {
        return engine.container(name)
                .flatMap(ContainerState::processId)
                .orElseThrow(() -> new HostException(
                        "container " + name + " ended too early", "verify again; if it stays so, report this"));
    }

    @Override
    public void close() {
        remove(engine);
    }

    private static void remove(Engine engine) {
        for (ContainerName container : List.of(OTHER_PEER, PEER, NAME)) {
            if (engine.container(container).isPresent()) {
                engine.remove(container);
            }
        }
        if (engine.networks().stream().anyMatch(network -> network.name().equals(NETWORK.toString()))) {
            engine.removeNetwork(NETWORK);
        }
        if (engine.hasImage(IMAGE)) {
            engine.removeImage(IMAGE);
        }
    }
}
