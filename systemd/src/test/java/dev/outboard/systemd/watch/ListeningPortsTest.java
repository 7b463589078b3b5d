package dev.outboard.systemd.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.host.LocalHost;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.docker.PublishedPort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ListeningPortsTest {
    private static PublishedPort port(int number, String protocol) {
        return new PublishedPort("0.0.0.0", number, protocol);
    }

    @Test
    void hasThePortOfAServerAndNotThatOfItsClient() throws IOException {
        try (LocalHost host = LocalHost.open();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            ListeningPorts ports = ListeningPorts.readFrom(host);

            assertThat(ports.has(port(server.getLocalPort(), "tcp"))).isTrue();
            assertThat(ports.has(port(client.getLocalPort(), "tcp"))).isFalse();
            assertThat(ports.has(port(server.getLocalPort(), "sctp"))).isFalse();
        }
    }

    @Test
    void hasThePortOfASocketForDatagrams() throws IOException {
        try (LocalHost host = LocalHost.open();
                DatagramSocket server = new DatagramSocket()) {
            assertThat(ListeningPorts.readFrom(host).has(port(server.getLocalPort(), "udp")))
                    .isTrue();
        }
    }

    @Test
    void readsBothAddressFamilies() {
        InMemoryHost host = InMemoryHost.create();
        host.putFile(AbsolutePath.of("/proc/net/tcp"), """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
                   1: 0232A8C0:0016 0132A8C0:D431 01 00000000:00000000 00:00000000 00000000     0        0 2 1
                """);
        host.putFile(AbsolutePath.of("/proc/net/tcp6"), """
                  sl  local_address                         remote_address                        st
                   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A
                """);

        assertThat(ListeningPorts.readFrom(host).ports()).containsExactly("8080/tcp", "80/tcp");
    }
}
