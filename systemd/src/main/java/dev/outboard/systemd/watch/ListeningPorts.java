package dev.outboard.systemd.watch;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.systemd.docker.PublishedPort;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ports at which programs of a host wait for others, whatever the address, from the kernel's tables: proc_net_tcp in its
 * documentation.
 *
 * @param ports for example {@code 8080/tcp}
 */
record ListeningPorts(Set<String> ports) {
    private static final AbsolutePath TABLES = AbsolutePath.of("/proc/net");
    private static final List<String> PROTOCOLS = ImmutableList.of("tcp", "udp");

    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final String LISTEN = "0A";
    private static final int HEXADECIMAL = 16;

    static ListeningPorts readFrom(HostView host) {
        return new ListeningPorts(
                PROTOCOLS.stream().flatMap(protocol -> ports(protocol, host)).collect(ImmutableSet.toImmutableSet()));
    }

    boolean has(PublishedPort port) {
        return ports.contains(port.port() + "/" + port.protocol());
    }

    private static Stream<String> ports(String protocol, HostView host) {
        return Stream.of(protocol, protocol + "6")
                .flatMap(table -> host.read(TABLES.resolve(table)).stream())
                .flatMap(ListeningPorts::entries)
                .map(line -> Splitter.on(' ').trimResults().omitEmptyStrings().splitToList(line))
                .filter(fields -> protocol.equals("udp") || fields.get(STATE).equals(LISTEN))
                .map(fields -> fields.get(ADDRESS))
                .map(address -> port(address) + "/" + protocol);
    }

    /** Below a headline. */
    private static Stream<String> entries(FileContent table) {
        return table.text().lines().skip(1);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL);
    }
}
