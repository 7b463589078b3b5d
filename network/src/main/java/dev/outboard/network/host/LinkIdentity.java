package dev.outboard.network.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What tells a link from others in the {@code [Match]} section of a file of systemd-networkd.
 *
 * @param index the kernel's number of the link; 0 for one that is not there yet
 * @param name its name
 * @param names its name and its alternative names
 * @param types everything that {@code Type=} may call it; systemd.link(5) knows one of these
 * @param kind what it is if it is virtual
 * @param addresses its hardware addresses
 */
record LinkIdentity(
        int index, String name, Set<String> names, Set<String> types, Optional<String> kind, Set<String> addresses) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOOPBACK = "loopback";

    /** Every link of a host but the loopback link; none if the host only records. */
    static List<LinkIdentity> of(HostView host) {
        return host.ask(NetworkState.ADDRESSES).map(answer -> parse(answer.output())).orElse(List.of()).stream()
                .filter(link -> !link.path("link_type").asText().equals(LOOPBACK))
                .map(link -> of(link, host))
                .toList();
    }

    /** A bridge that is not there yet; its hardware address will be one that nothing knows before. */
    static LinkIdentity ofBridge(String name) {
        return new LinkIdentity(
                0,
                name,
                ImmutableSet.of(name),
                ImmutableSet.of("bridge", "ether"),
                Optional.of("bridge"),
                ImmutableSet.of());
    }

    private static List<JsonNode> parse(String output) {
        try {
            return Streams.stream(JSON.readTree(output)).toList();
        } catch (JsonProcessingException noJson) {
            return List.of();
        }
    }

    private static LinkIdentity of(JsonNode link, HostView host) {
        String name = link.path("ifname").asText();
        Optional<String> kind =
                Optional.of(link.at("/linkinfo/info_kind").asText()).filter(text -> !text.isEmpty());
        return new LinkIdentity(
                link.path("ifindex").asInt(),
                name,
                Stream.concat(
                                Stream.of(name),
                                Streams.stream(link.path("altnames")).map(JsonNode::asText))
                        .collect(ImmutableSet.toImmutableSet()),
                Stream.of(Stream.of(link.path("link_type").asText()), kind.stream(), type(name, host).stream())
                        .flatMap(types -> types)
                        .collect(ImmutableSet.toImmutableSet()),
                kind,
                Stream.of("address", "permaddr")
                        .filter(link::has)
                        .map(key -> link.path(key).asText())
                        .collect(ImmutableSet.toImmutableSet()));
    }

    /** What the kernel's driver calls it, for example {@code wlan}. */
    private static Optional<String> type(String name, HostView host) {
        String prefix = "DEVTYPE=";
        return host.read(AbsolutePath.of("/sys/class/net/" + name + "/uevent")).stream()
                .flatMap(uevent -> uevent.text().lines())
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst();
    }
}
