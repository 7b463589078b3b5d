package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.Outboard;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.LocalHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.SocketPath;
import dev.outboard.runner.testing.parts.DebianMachine;
import dev.outboard.systemd.docker.DockerJavaEngines;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboardTest {
    @TempDir
    Path directory;

    @Test
    void reachesNoSocketOfThisComputerForAHostInMemory() throws IOException {
        try (ServerSocketChannel daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = directory.resolve("docker.sock");
            daemon.bind(UnixDomainSocketAddress.of(socket));

            assertThatThrownBy(() -> DockerJavaEngines.on(InMemoryHost.create()).open(SocketPath.of(socket.toString())))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("this host is in memory")
                    .hasMessageContaining("SimulatedHosts");
        }
    }

    @Test
    void plansForAHostInMemoryWithoutAskingTheDaemonsOfThisComputer() {
        DebianMachine machine = DebianMachine.withDocker();

        assertThat(Outboard.on(machine.host())
                        .plan(Article.stackWithoutRunner())
                        .toString())
                .contains("this host is in memory");
    }

    @Test
    void reachesSocketsOfThisComputerAtTheirOwnPaths() {
        assertThat(LocalHost.open().reach(SocketPath.of("/run/docker.sock"))).contains(Path.of("/run/docker.sock"));
    }
}
