package dev.outboard.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ForeignText;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.InterfaceAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The network of a host at one moment, as far as nothing that Outboard does may change it: links with their addresses,
 * routes of every table, and policy rules, of both families. Left out is what comes and goes by itself: what containers
 * and virtual machines are plugged into, routes that the kernel makes of addresses, and routes of routing daemons.
 *
 * @param links by name
 * @param routes every route that somebody set
 * @param rules every policy rule
 */
public record HostNetwork(Map<String, Link> links, Set<Route> routes, Set<String> rules) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Query LINKS = Query.of("ip", "-json", "-details", "address", "show");
    /** Of both families: with "table all", ip-route(8) asks the kernel for any. */
    private static final Query ROUTES = Query.of("ip", "-json", "route", "show", "table", "all");

    private static final List<Query> RULES =
            List.of(Query.of("ip", "-json", "rule", "show"), Query.of("ip", "-6", "-json", "rule", "show"));

    /** Routes of these are followed by others within seconds: /etc/iproute2/rt_protos. */
    private static final ImmutableSet<String> MOVING =
            ImmutableSet.of("redirect", "babel", "bgp", "bird", "eigrp", "isis", "ospf", "rip", "zebra", "gated");

    /** Types that the kernel makes of the addresses of a link. */
    private static final ImmutableSet<String> OF_ADDRESSES =
            ImmutableSet.of("local", "broadcast", "multicast", "anycast");

    /** What tells two routes apart, as {@code ip} spells it. */
    private static final List<String> PARTS_OF_ROUTE = List.of("from", "via", "gateway", "dev", "metric");

    /**
     * Creates a network.
     *
     * @param links by name
     * @param routes every route
     * @param rules every rule
     */
    public HostNetwork {
        links = ImmutableMap.copyOf(links);
        routes = ImmutableSet.copyOf(routes);
        rules = ImmutableSet.copyOf(rules);
    }

    /**
     * A network interface.
     *
     * @param isUp whether the administrator has it up, with or without a carrier
     * @param addresses its addresses with their prefix lengths; without those that end soon by themselves
     */
    public record Link(boolean isUp, Set<String> addresses) {
        /**
         * Creates a link.
         *
         * @param isUp whether it is up
         * @param addresses its addresses
         */
        public Link {
            addresses = ImmutableSet.copyOf(addresses);
        }

        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * A route.
     *
     * @param devices the links that it leads through; none for one that leads nowhere
     * @param text the whole route, as {@code ip} writes it
     */
    public record Route(Set<String> devices, String text) {
        /**
         * Creates a route.
         *
         * @param devices the links
         * @param text the route
         */
        public Route {
            devices = ImmutableSet.copyOf(devices);
        }

        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * Asks a host's {@code ip}, four times.
     *
     * @param host the host
     * @param own what is Outboard's, and is left out
     * @return its network; empty if the host only records, or its {@code ip} prints no JSON
     */
    public static Optional<HostNetwork> readFrom(HostView host, OwnLinks own) {
        Optional<List<JsonNode>> links = ask(host, LINKS);
        if (links.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Link> kept = new LinkedHashMap<>();
        Set<String> leftOut = new LinkedHashSet<>();
        for (JsonNode link : links.get()) {
            String name = link.path("ifname").asText();
            if (comesAndGoes(link) || own.has(name, addresses(link))) {
                leftOut.add(name);
            } else {
                kept.put(name, new Link(isUp(link), lasting(link)));
            }
        }
        Set<Route> routes = new LinkedHashSet<>();
        ask(host, ROUTES).orElse(List.of()).stream()
                .filter(HostNetwork::isKept)
                .map(HostNetwork::route)
                .filter(route -> route.devices().stream().noneMatch(leftOut::contains))
                .forEach(routes::add);
        Set<String> rules = new LinkedHashSet<>();
        RULES.forEach(query -> ask(host, query).orElse(List.of()).forEach(rule -> rules.add(rule(query, rule))));
        return Optional.of(new HostNetwork(kept, routes, rules));
    }

    /**
     * What a later look at the same host finds no more.
     *
     * @param after the later look
     * @return a line each, in the order link, route, rule; what is lost with a link is not told apart
     */
    public List<String> lossesIn(HostNetwork after) {
        List<String> losses = new ArrayList<>();
        links.keySet().stream().sorted().forEach(name -> losses.addAll(lossesOf(name, after)));
        routes.stream()
                .filter(route -> !after.routes.contains(route))
                .filter(route -> after.links.keySet().containsAll(route.devices()))
                .map(route -> "route " + route.text() + " is gone")
                .sorted()
                .forEach(losses::add);
        rules.stream()
                .filter(rule -> !after.rules.contains(rule))
                .map(rule -> "rule " + rule + " is gone")
                .sorted()
                .forEach(losses::add);
        return losses;
    }

    private List<String> lossesOf(String name, HostNetwork after) {
        Link before = links.get(name);
        Link now = after.links.get(name);
        if (before == null || now == null) {
            return List.of("link " + name + " is gone");
        }
        return Stream.concat(
                        before.isUp() && !now.isUp() ? Stream.of("link " + name + " is down") : Stream.of(),
                        before.addresses().stream()
                                .filter(address -> !now.addresses().contains(address))
                                .map(address -> "link " + name + " has lost its address " + address)
                                .sorted())
                .toList();
    }

    /** A port of a container or a virtual machine has no address of its own; an uplink that is a veth(4) has one. */
    private static boolean comesAndGoes(JsonNode link) {
        String kind = link.at("/linkinfo/info_kind").asText();
        boolean isPort = kind.equals("veth")
                || link.at("/linkinfo/info_data/type").asText().equals("tap");
        boolean isOfANetwork =
                kind.equals("bridge") && link.path("ifname").asText().startsWith("br-");
        return isOfANetwork
                || (isPort
                        && addresses(link).stream()
                                .allMatch(address -> SubnetCollisions.IPV6_LINK_LOCAL.contains(address.subnet())));
    }

    private static boolean isUp(JsonNode link) {
        return Streams.stream(link.path("flags")).anyMatch(flag -> flag.asText().equals("UP"));
    }

    private static List<InterfaceAddress> addresses(JsonNode link) {
        return Streams.stream(link.path("addr_info"))
                .flatMap(address -> {
                    try {
                        return Stream.of(InterfaceAddress.of(text(address)));
                    } catch (InvalidValueException unusable) {
                        return Stream.empty();
                    }
                })
                .toList();
    }

    /** Those that the kernel makes of a prefix for a while (RFC 8981), or that are being looked for, come and go. */
    private static Set<String> lasting(JsonNode link) {
        Set<String> addresses = new LinkedHashSet<>();
        Streams.stream(link.path("addr_info"))
                .filter(address -> Stream.of("temporary", "deprecated", "tentative", "dadfailed")
                        .noneMatch(flag -> address.path(flag).asBoolean()))
                .filter(address -> !address.path("scope").asText().equals("link"))
                .forEach(address -> addresses.add(text(address)));
        return addresses;
    }

    private static String text(JsonNode address) {
        return address.path("local").asText() + "/" + address.path("prefixlen").asText();
    }

    private static boolean isKept(JsonNode route) {
        return !OF_ADDRESSES.contains(route.path("type").asText())
                && !route.path("protocol").asText().equals("kernel")
                && !MOVING.contains(route.path("protocol").asText());
    }

    private static Route route(JsonNode route) {
        Set<String> devices = new LinkedHashSet<>();
        StringBuilder text = new StringBuilder();
        if (route.has("type")) {
            text.append(route.path("type").asText()).append(' ');
        }
        text.append(route.path("dst").asText());
        Stream.concat(Stream.of(route), Streams.stream(route.path("nexthops"))).forEach(hop -> {
            PARTS_OF_ROUTE.stream()
                    .filter(hop::has)
                    .forEach(part -> text.append(' ')
                            .append(part.equals("gateway") ? "via" : part)
                            .append(' ')
                            .append(words(hop.path(part))));
            if (hop.has("dev")) {
                devices.add(hop.path("dev").asText());
            }
        });
        if (route.has("table")) {
            text.append(" table ").append(route.path("table").asText());
        }
        return new Route(devices, text.toString());
    }

    /** The next hop of another family is an object: {@code {"family": "inet6", "host": "fe80::1"}}. */
    private static String words(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.path("host").asText();
    }

    private static String rule(Query query, JsonNode rule) {
        StringBuilder text = new StringBuilder(query.command().arguments().contains("-6") ? "of IPv6 " : "");
        rule.properties().forEach(property -> {
            if (property.getKey().equals("priority")) {
                text.append(property.getValue().asText()).append(':');
            } else {
                text.append(' ').append(property.getKey());
                if (!property.getValue().isNull()
                        && !property.getValue().asText().isEmpty()) {
                    text.append(' ').append(property.getValue().asText());
                }
            }
        });
        return text.toString();
    }

    /** A kernel without IPv6 has no rules of it, and {@code ip} fails. */
    private static Optional<List<JsonNode>> ask(HostView host, Query query) {
        return host.ask(query).filter(CommandResult::isSuccess).flatMap(HostNetwork::parse);
    }

    private static Optional<List<JsonNode>> parse(CommandResult result) {
        try {
            return Optional.of(Streams.stream(JSON.readTree(result.output())).toList());
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
