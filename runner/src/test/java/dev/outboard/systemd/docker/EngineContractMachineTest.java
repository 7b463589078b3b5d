package dev.outboard.systemd.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outboard.core.host.LocalHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ImageReference;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.machine.DebianRelease;
import dev.outboard.machine.Machine;
import dev.outboard.machine.MachineTest;
import dev.outboard.machine.TlsRegistry;
import dev.outboard.systemd.container.RestartPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract on the dockerd of each Debian, by a socket on the machine's disk, which this computer can connect to. */
@MachineTest
final class EngineContractMachineTest {

    @Nested
    final class OnBookworm extends OnDebian {
        OnBookworm() {
            super(DebianRelease.BOOKWORM);
        }
    }

    @Nested
    final class OnTrixie extends OnDebian {
        OnTrixie() {
            super(DebianRelease.TRIXIE);
        }
    }

    @Nested
    final class OnSid extends OnDebian {
        OnSid() {
            super(DebianRelease.SID);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class OnDebian extends EngineContract {
        private static final String SOCKET = "/srv/docker.sock";

        private final DebianRelease release;
        private Machine machine;
        private Engine engine;

        @SuppressWarnings("NullAway.Init") // boot() gives the other fields their values
        OnDebian(DebianRelease release) {
            this.release = release;
        }

        @BeforeAll
        void boot() {
            machine = Machine.boot(release, "engine");
            machine.write("/etc/systemd/system/docker.socket.d/srv.conf", "[Socket]\nListenStream=" + SOCKET + "\n");
            machine.sh("systemctl daemon-reload && systemctl stop docker && systemctl restart docker.socket")
                    .orFail();
            engine = DockerJavaEngines.on(LocalHost.open())
                    .open(SocketPath.of(machine.file(SOCKET).toString()));
        }

        @AfterAll
        void close() {
            engine.close();
            machine.close();
        }

        @Override
        Engine engine() {
            return engine;
        }

        @Override
        Path rootfs() {
            try {
                byte[] busybox = Files.readAllBytes(machine.file("/usr/bin/busybox"));
                byte[] tar = new TarFile()
                        .directory("bin")
                        .file("bin/busybox", busybox)
                        .symbolicLink("bin/sh", "busybox")
                        .symbolicLink("bin/sleep", "busybox")
                        .toBytes();
                return Files.write(directory.resolve("rootfs.tar"), tar);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Test
        void knowsRootAndBridgeOfTheDaemon() {
            EngineInfo info = engine.info();
            assertThat(info.rootDirectory()).isEqualTo(AbsolutePath.of("/var/lib/docker"));
            assertThat(info.bridge()).contains(InterfaceName.of("docker0"));
            assertThat(info.storageDriver()).isEqualTo("overlay2");
        }

        @Test
        void clientSurvivesARestartOfTheDaemon() {
            engine.create(obedient().build());
            restartDaemon();
            engine.start(NAME);
            assertThat(engine.exec(NAME, FAIL, Map.of()).exitStatus()).isEqualTo(3);
            restartDaemon();
            engine.remove(NAME);
            assertThat(engine.create(obedient().build())).isNotEmpty();
        }

        /** systemd refuses more than a few starts a minute: systemd.unit(5), StartLimitBurst=. */
        private void restartDaemon() {
            machine.sh("systemctl restart docker && systemctl reset-failed docker.service docker.socket")
                    .orFail();
        }

        /** The daemon lets its containers live, so the waiting must outlive the daemon as well. */
        @Test
        void waitingSurvivesARestartOfTheDaemon() throws Exception {
            machine.write("/etc/docker/daemon.json", "{\"live-restore\": true}\n");
            machine.run("systemctl", "reload", "docker").orFail();
            run(obedient().build());
            CompletableFuture<Optional<Integer>> status =
                    CompletableFuture.supplyAsync(() -> engine.awaitExit(NAME, Duration.ofMinutes(2)));

            restartDaemon();
            engine.kill(NAME, Signal.QUIT);

            assertThat(status.get()).contains(0);
            machine.run("rm", "/etc/docker/daemon.json").orFail();
            restartDaemon();
        }

        /** A signal that comes before the shell has its trap is lost, and who waits may miss an end that is over at once. */
        private static final String QUIT_UNTIL_RESTARTED =
                "until [ \"$(docker inspect --format '{{.RestartCount}}' contract1)\" -gt 0 ];"
                        + " do docker kill --signal QUIT contract1 || :; sleep 1; done";

        /** Docker takes only the signal that the image or the container names for a stop as a wish to end it. */
        @Test
        void signalThatIsNotTheStopSignalEndsAContainerForGoodOnlyWithoutRestartPolicy() {
            machine.sh("docker create --name contract1 --label " + ContainerDefinition.HASH_LABEL
                            + "=1 --restart always --stop-signal SIGTERM contract/busybox /bin/sh -c"
                            + " \"trap 'exit 0' QUIT; while :; do /bin/sleep 1000 & wait \\$!; done\"")
                    .orFail();
            engine.start(NAME);

            machine.sh(QUIT_UNTIL_RESTARTED).orFail();
            assertThat(engine.container(NAME).orElseThrow().isRunning()).isTrue();

            engine.updateRestart(NAME, RestartPolicy.NO);
            assertThat(quit()).contains(0);
        }

        @Test
        void pullThatStopsInTheMiddleOfALayerIsGivenUp() {
            ImageReference image = ImageReference.of(TlsRegistry.start(machine, directory, 5001, true) + "/tools:1");
            List<PullProgress> seen = new ArrayList<>();

            try (Engine impatient = DockerJavaEngines.on(LocalHost.open())
                    .withDeadlines(new EngineDeadlines(LONG, LONG, Duration.ofSeconds(10)))
                    .open(SocketPath.of(machine.file(SOCKET).toString()))) {
                assertThatExceptionOfType(EngineException.class)
                        .isThrownBy(() -> impatient.pull(image, seen::add))
                        .withMessageContaining("pull image " + image + ": no progress for 10 s");
            }

            assertThat(seen)
                    .last()
                    .satisfies(progress ->
                            assertThat(progress.bytes()).isPositive().isLessThan(progress.totalBytes()));
            assertThat(engine.info().rootDirectory()).isEqualTo(AbsolutePath.of("/var/lib/docker"));
        }

        @Test
        void countsRestartsOfContainerThatFails() {
            run(sleeper()
                    .restart(RestartPolicy.ALWAYS)
                    .command(List.of("/bin/sh", "-c", "exit 3"))
                    .build());
            assertThat(engine.awaitExit(NAME, LONG)).contains(3);
            assertThat(engine.container(NAME).orElseThrow().restarts()).isPositive();
        }

        @Test
        void showsLastLinesOfBothStreams() {
            run(sleeper()
                    .command(List.of("/bin/sh", "-c", "echo one; echo two >&2; echo three; exit 3"))
                    .build());
            assertThat(engine.awaitExit(NAME, LONG)).contains(3);
            assertThat(engine.logs(NAME, 2)).hasSize(2);
            assertThat(engine.logs(NAME, 9)).containsExactlyInAnyOrder("one", "two", "three");
        }
    }
}
