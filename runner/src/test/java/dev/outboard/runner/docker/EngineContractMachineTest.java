package dev.outboard.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.SocketPath;
import dev.outboard.machine.DebianRelease;
import dev.outboard.machine.Machine;
import dev.outboard.machine.MachineTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            engine = new DockerJavaEngines()
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
        void orderAfterRestartOfTheDaemonSucceeds() {
            engine.create(sleeper().build());
            machine.run("systemctl", "restart", "docker").orFail();
            engine.start(NAME);
            assertThat(engine.container(NAME))
                    .hasValueSatisfying(
                            container -> assertThat(container.isRunning()).isTrue());
        }
    }
}
