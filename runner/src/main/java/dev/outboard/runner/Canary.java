package dev.outboard.runner;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.Label;
import dev.outboard.runner.docker.Bind;
import dev.outboard.runner.docker.ContainerDefinition;
import dev.outboard.runner.docker.ContainerState;
import dev.outboard.runner.docker.Engine;
import dev.outboard.runner.docker.ExecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A container in which proofs are made. Its image is empty, and it sees the host's own programs read-only: so it needs no
 * registry, and no image that somebody else has to bring. It goes when it is closed.
 */
final class Canary implements AutoCloseable {
    private static final ImageReference IMAGE = ImageReference.of("outboard/canary:empty");
    private static final ContainerName NAME = ContainerName.of("outboard-canary");

    /** Two blocks of zeros end a tar file (POSIX pax, "ustar Interchange Format"); one of nothing else is empty. */
    private static final byte[] EMPTY_TAR = new byte[1024];

    /** Where programs and their libraries are, hier(7); which of them are there differs by architecture. */
    private static final List<String> PROGRAMS = List.of("/usr", "/bin", "/lib", "/lib64");

    /** Longer than all proofs together; a canary that nobody closed ends by itself. */
    private static final List<String> COMMAND = List.of("/usr/bin/sleep", "600");

    /** What GitLab Runner gives the containers of its jobs. */
    private static final List<Label> JOB_LABELS =
            List.of(Label.of("com.gitlab.gitlab-runner.managed=true"), Label.of("com.gitlab.gitlab-runner.type=build"));

    /** How many seconds a program in it may wait for an answer. */
    static final String PATIENCE = "5";

    private final Engine engine;
    private final String id;

    private Canary(Engine engine, String id) {
        this.engine = engine;
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
        ContainerDefinition.Builder definition =
                ContainerDefinition.builder(NAME, IMAGE).command(COMMAND);
        JOB_LABELS.forEach(definition::addLabel);
        jobVolumes.stream()
                .filter(volume -> volume.source().startsWith("/"))
                .filter(volume -> PROGRAMS.stream().noneMatch(directory -> isWithin(directory, volume.target())))
                .filter(volume -> host.status(AbsolutePath.of(volume.source())).isPresent())
                .forEach(definition::addBind);
        PROGRAMS.stream()
                .filter(directory -> host.status(AbsolutePath.of(directory)).isPresent())
                .forEach(directory -> definition.addBind(Bind.of(directory + ":" + directory + ":ro")));
        return new Canary(engine, engine.create(definition.build()));
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
        engine.start(NAME);
    }

    /** Runs a program of the host in the container. */
    ExecResult run(String... command) {
        return engine.exec(NAME, List.of(command), ImmutableMap.of());
    }

    String id() {
        return id;
    }

    /** Its first process, as the host sees it. */
    long processId() {
        return engine.container(NAME)
                .flatMap(ContainerState::processId)
                .orElseThrow(() -> new HostException(
                        "container " + NAME + " ended too early", "verify again; if it stays so, report this"));
    }

    @Override
    public void close() {
        remove(engine);
    }

    private static void remove(Engine engine) {
        if (engine.container(NAME).isPresent()) {
            engine.remove(NAME);
        }
        if (engine.hasImage(IMAGE)) {
            engine.removeImage(IMAGE);
        }
    }
}
