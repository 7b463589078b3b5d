package dev.outboard.network.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Streams;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a host's kernel has of network: links with their addresses, and routes. Names are texts here, since the kernel
 * allows some that Outboard does not.
 *
 * @param links every link
 * @param routes every unicast route of every table that leads through a link
 */
public record NetworkState(List<Link> links, List<Route> routes) {
    static final Query ADDRESSES = Query.of("ip", "-json", "-details", "address", "show");
    /** Of both families: with "table all", ip-route(8) asks the kernel for any. */
    static final Query ROUTES = Query.of("ip", "-json", "route", "show", "table", "all");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Creates a state.
     *
     * @param links every link
     * @param routes every route
     */
    public NetworkState {
        links = List.copyOf(links);
        routes = List.copyOf(routes);
    }

    /**
     * One network interface.
     *
     * @param name its name
     * @param kind what it is, as {@code ip -details} names it, for example {@code bridge}; empty for hardware
     * @param mtu its largest packet in bytes
     * @param isUp whether it is up for the administrator, with or without a carrier
     * @param addresses its addresses; those that no host should have, as loopback ones, are left out
     */
    public record Link(String name, Optional<String> kind, int mtu, boolean isUp, List<InterfaceAddress> addresses) {

        /**
         * Creates a link.
         *
         * @param name its name
         * @param kind what it is
         * @param mtu its largest packet
         * @param isUp whether it is up
         * @param addresses its addresses
         */
        public Link {
            addresses = List.copyOf(addresses);
        }

        /**
         * Whether this is a bridge.
         *
         * @return true if its kind is {@code bridge}
         */
        public boolean isBridge() {
            return kind.filter("bridge"::equals).isPresent();
        }

        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * One way out.
     *
     * @param destination where it leads; all addresses for a default route
     * @param device the link that it leads through
     */
    public record Route(Subnet destination, String device) {
        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * Asks a host's {@code ip}.
     *
     * @param host the host
     * @return its network, or empty if the host only records
     * @throws HostException if {@code ip} prints something else than its JSON
     * @throws dev.outboard.core.failure.CommandFailedException if {@code ip} fails
     */
    public static Optional<NetworkState> readFrom(HostView host) {
        return ask(host, ADDRESSES)
                .map(addresses -> new NetworkState(
                        addresses.map(NetworkState::link).toList(),
                        ask(host, ROUTES)
                                .orElseThrow()
                                .flatMap(NetworkState::routes)
                                .toList()));
    }

    /**
     * Finds a link.
     *
     * @param name its name
     * @return the link, or empty if there is none
     */
    public Optional<Link> link(InterfaceName name) {
        return links.stream()
                .filter(link -> link.name().equals(name.toString()))
                .findFirst();
    }

    private static Optional<Stream<JsonNode>> ask(HostView host, Query query) {
        return host.ask(query)
                .map(result -> result.requireSuccess("install iproute2 4.18 or newer, which prints JSON"))
                .map(result -> parse(query, result.output()));
    }

    private static Stream<JsonNode> parse(Query query, String output) {
        try {
            return Streams.stream(JSON.readTree(output));
        } catch (JsonProcessingException malformed) {
            throw unexpected(query.command() + " printed no JSON", malformed);
        }
    }

    private static HostException unexpected(String what, Exception cause) {
        return new HostException(what, "install iproute2 4.18 or newer, and let \"ip\" be its program", cause);
    }

    private static Link link(JsonNode link) {
        try {
            return new Link(
                    link.required("ifname").asText(),
                    Optional.of(link.at("/linkinfo/info_kind").asText()).filter(kind -> !kind.isEmpty()),
                    link.required("mtu").asInt(),
                    Streams.stream(link.required("flags"))
                            .anyMatch(flag -> flag.asText().equals("UP")),
                    Streams.stream(link.path("addr_info"))
                            .flatMap(NetworkState::address)
                            .toList());
        } catch (IllegalArgumentException missing) {
            throw unexpected("ip described a link as " + link, missing);
        }
    }

    private static Stream<InterfaceAddress> address(JsonNode address) {
        String text = address.required("local").asText() + "/"
                + address.required("prefixlen").asText();
        try {
            return Stream.of(InterfaceAddress.of(text));
        } catch (InvalidValueException unusable) {
            return Stream.empty();
        }
    }

    /** One for each device of the route; none for a route that leads nowhere, or to this host itself. */
    private static Stream<Route> routes(JsonNode route) {
        if (!route.path("type").asText("unicast").equals("unicast")) {
            return Stream.empty();
        }
        List<JsonNode> hops = Stream.concat(Stream.of(route), Streams.stream(route.path("nexthops")))
                .filter(hop -> hop.has("dev"))
                .toList();
        boolean isIpv6 =
                hops.stream().anyMatch(hop -> hop.path("gateway").asText().indexOf(':') >= 0);
        Subnet destination = destination(route.path("dst").asText(), isIpv6);
        return hops.stream().map(hop -> new Route(destination, hop.path("dev").asText()));
    }

    /** A default route tells its family by its gateway alone; one without is taken for IPv4. */
    private static Subnet destination(String text, boolean isIpv6) {
        if (text.equals("default")) {
            return Subnet.of(isIpv6 ? "::/0" : "0.0.0.0/0");
        }
        if (text.indexOf('/') >= 0) {
            return Subnet.of(text);
        }
        return Subnet.of(text + (text.indexOf(':') >= 0 ? "/128" : "/32"));
    }
}
