package dev.outboard.network.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.network.BridgeSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * The engine lets the host forward IPv6 once a bridge has an IPv6 address. A kernel that forwards ignores router
 * advertisements, unless {@code accept_ra} is 2 (ip-sysctl in the kernel's documentation): a host that has its IPv6 way out
 * from them would lose it within minutes.
 */
final class RouterAdvertisements {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AbsolutePath SETTINGS = AbsolutePath.of("/proc/sys/net/ipv6/conf");
    private static final String NOT_IF_FORWARDING = "1";

    private RouterAdvertisements() {}

    /** One problem for each link whose IPv6 way out the host would lose. */
    static List<Problem> lost(BridgeSpec spec, HostView host) {
        if (spec.ipv6Address().isEmpty() || setting("all", "forwarding", host).noneMatch("0"::equals)) {
            return List.of();
        }
        return host.ask(NetworkState.ROUTES).stream()
                .flatMap(answer -> parse(answer.output()))
                .filter(route -> route.path("protocol").asText().equals("ra"))
                .filter(route -> route.path("dst").asText().equals("default"))
                .map(route -> route.path("dev").asText())
                .distinct()
                .filter(link -> setting(link, "accept_ra", host).anyMatch(NOT_IF_FORWARDING::equals))
                .map(
                        link -> new Problem(
                                "bridge " + spec.name() + ": ipv6Address",
                                "an IPv6 default route by router advertisements on " + link
                                        + ", which the kernel ignores once it forwards IPv6",
                                "net.ipv6.conf." + link + ".accept_ra = 2, or a default route that does not expire",
                                "write that line to a file in /etc/sysctl.d and run \"sysctl --system\"; or leave ipv6Address out"))
                .toList();
    }

    private static Stream<String> setting(String link, String name, HostView host) {
        return host.read(SETTINGS.resolve(link).resolve(name)).map(FileContent::text).map(String::strip).stream();
    }

    private static Stream<JsonNode> parse(String output) {
        try {
            return Streams.stream(JSON.readTree(output));
        } catch (JsonProcessingException noJson) {
            return Stream.of();
        }
    }
}
