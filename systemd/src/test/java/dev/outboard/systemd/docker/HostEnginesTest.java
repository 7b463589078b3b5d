package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.ContainerName;
import dev.outboard.core.value.SocketPath;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostEnginesTest {
    private static final SocketPath SOCKET = SocketPath.of("/run/docker.sock");

    @Test
    void recordsCommandsWhereNoDaemonRunsYet(@TempDir Path directory) {
        try (StagedHost host = StagedHost.at(directory, InMemoryHost.create());
                Engine engine = Engines.of(host).open(SOCKET)) {
            engine.start(ContainerName.of("runner1"));
        }

        assertThat(directory.resolve("apply.sh"))
                .content()
                .endsWith("docker --host unix:///run/docker.sock start runner1\n");
    }

    @Test
    void hasNoAnswerToQuestionsWhereNoDaemonRunsYet(@TempDir Path directory) {
        try (StagedHost host = StagedHost.at(directory, InMemoryHost.create());
                Engine engine = Engines.of(host).openForQuestions(SOCKET)) {
            assertThat(engine.containers()).isEmpty();
        }
    }

    @Test
    void opensNoDaemonOfAHostThatDoesNotSayHowToReachIt() {
        Engines engines = Engines.of(InMemoryHost.create());

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> engines.open(SOCKET))
                .withMessageContaining("this host is in memory");
    }

    @Test
    void refusesToReachADaemonOverASocketWhereNoneRunsYet(@TempDir Path directory) {
        try (StagedHost host = StagedHost.at(directory, InMemoryHost.create())) {
            DockerJavaEngines engines = DockerJavaEngines.on(host);

            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engines.open(SOCKET))
                    .withMessageContaining("Engines.of(host)");
        }
    }
}
