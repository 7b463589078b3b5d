package dev.outboard.runner;

import dev.outboard.core.desired.Check;
import dev.outboard.core.desired.Finding;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.docker.ContainerDefinition;
import dev.outboard.runner.docker.ContainerSummary;
import dev.outboard.runner.docker.Engine;
import dev.outboard.runner.docker.Engines;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A container that a second daemon has is not seen by the first, and the other way round. For that, a container is made
 * on the second daemon, from an empty image and never started, and taken away again; the first daemon is only looked at.
 *
 * @param engines the way to daemons
 * @param daemon the second daemon
 */
record IsolationCheck(Engines engines, DaemonSpec daemon) implements Check {
    private static final ImageReference IMAGE = ImageReference.of("outboard/canary:empty");
    private static final ContainerName CANARY = ContainerName.of("outboard-canary");

    /** Two blocks of zeros end a tar file (POSIX pax, "ustar Interchange Format"); one of nothing else is empty. */
    private static final byte[] EMPTY_TAR = new byte[1024];

    @Override
    public String name() {
        return "containers of " + daemon.name() + " and of the first daemon do not see one another";
    }

    @Override
    public Finding run(Host host) {
        if (host.status(FirstDaemon.SOCKET.path()).isEmpty()) {
            return new Finding(name(), true, "there is no first daemon on this host");
        }
        try (Engine second = engines.open(daemon.socket())) {
            String canary = makeCanary(second);
            try {
                Set<String> seenBySecond = ids(second);
                Set<String> seenByFirst = ids(FirstDaemon.SOCKET);
                Set<String> shared = new TreeSet<>(seenByFirst);
                shared.retainAll(seenBySecond);
                return new Finding(
                        name(),
                        seenBySecond.contains(canary) && shared.isEmpty(),
                        evidence(seenBySecond.contains(canary), seenByFirst.size(), shared));
            } finally {
                removeCanary(second);
            }
        }
    }

    private static String evidence(boolean isSeen, int others, Set<String> shared) {
        if (!isSeen) {
            return "the second daemon does not list a container that was just made on it";
        }
        return shared.isEmpty()
                ? "one made on the second is seen only there; of the first's " + others + ", the second sees 0"
                : "both list " + shared;
    }

    private static String makeCanary(Engine second) {
        removeCanary(second);
        try {
            Path empty = Files.createTempFile("outboard-canary", ".tar");
            try {
                Files.write(empty, EMPTY_TAR);
                second.importImage(IMAGE, empty);
            } finally {
                Files.delete(empty);
            }
        } catch (IOException failure) {
            throw new HostException(
                    "no temporary file could be written for the canary image: " + failure.getMessage(),
                    "free some space where java.io.tmpdir leads",
                    failure);
        }
        return second.create(ContainerDefinition.builder(CANARY, IMAGE)
                .command(List.of("/canary"))
                .build());
    }

    private static void removeCanary(Engine second) {
        if (second.container(CANARY).isPresent()) {
            second.remove(CANARY);
        }
        if (second.hasImage(IMAGE)) {
            second.removeImage(IMAGE);
        }
    }

    private Set<String> ids(SocketPath socket) {
        try (Engine engine = engines.open(socket)) {
            return ids(engine);
        }
    }

    private static Set<String> ids(Engine engine) {
        Set<String> ids = new TreeSet<>();
        engine.containers().stream().map(ContainerSummary::id).forEach(ids::add);
        return ids;
    }
}
