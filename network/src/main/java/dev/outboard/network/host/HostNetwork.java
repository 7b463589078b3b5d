package dev.outboard.network.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.InterfaceAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a host's network that Outboard must leave as it is, at one moment: links with their addresses, routes of
 * every table, nexthop objects, and policy rules, of both families. What comes and goes by itself is left out: the ports and
 * networks of containers and virtual machines, routes that the kernel makes of addresses, and what routing daemons set.
 *
 * @param links by name
 * @param routes the routes that an administrator or a program has set
 * @param nextHops the nexthop objects, of which routes are made: ip-nexthop(8)
 * @param rules every policy rule
 */
public record HostNetwork(Map<String, Link> links, Set<Route> routes, Set<Route> nextHops, Set<String> rules) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Query LINKS = Query.of("ip", "-json", "-details", "address", "show");
    /** Of both families: with "table all", ip-route(8) asks the kernel for any. */
    private static final Query ROUTES = Query.of("ip", "-json", "route", "show", "table", "all");

    private static final Query RULES = Query.of("ip", "-json", "rule", "show");
    private static final Query NEXT_HOPS = Query.of("ip", "-json", "nexthop", "show");
    private static final Query IPV6_RULES = Query.of("ip", "-6", "-json", "rule", "show");

    /** Routes of these are followed by others within seconds: /etc/iproute2/rt_protos. */
    private static final ImmutableSet<String> MOVING =
            ImmutableSet.of("redirect", "babel", "bgp", "bird", "eigrp", "isis", "ospf", "rip", "zebra", "gated");

    /** Routes of these come and go with a lease. */
    private static final ImmutableSet<String> LEASES = ImmutableSet.of("dhcp", "ra");

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
     * @param nextHops every nexthop object
     * @param rules every rule
     */
    public HostNetwork {
        links = ImmutableMap.copyOf(links);
        routes = ImmutableSet.copyOf(routes);
        nextHops = ImmutableSet.copyOf(nextHops);
        rules = ImmutableSet.copyOf(rules);
    }

    /**
     * A network interface.
     *
     * @param isUp whether it is set up, with or without a carrier
     * @param addresses its addresses with their prefix lengths; without those that end soon by themselves
     * @param leases the addresses among them that DHCP or a router advertisement gave it for a time
     */
    public record Link(boolean isUp, Set<String> addresses, Set<String> leases) {
        /**
         * Creates a link.
         *
         * @param isUp whether it is up
         * @param addresses its addresses
         * @param leases those that it has for a time
         */
        public Link {
            addresses = ImmutableSet.copyOf(addresses);
            leases = ImmutableSet.copyOf(leases);
        }

        /** The parts, as {@link ForeignText} shows them. */
        @Override
        public String toString() {
            return ForeignText.of(this);
        }
    }

    /**
     * A route, or a nexthop object.
     *
     * @param devices the links that it leads through; none for one that leads nowhere
     * @param text the whole route, as {@code ip} writes it
     * @param isLease whether DHCP or a router advertisement gave it
     */
    public record Route(Set<String> devices, String text, boolean isLease) {
        /**
         * Creates a route.
         *
         * @param devices the links
         * @param text the route
         * @param isLease whether the host has it for a time
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
     * Asks a host's {@code ip}, five times.
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
                kept.put(
                        name,
                        new Link(
                                isUp(link),
                                addresses(link, HostNetwork::isLasting),
                                addresses(link, HostNetwork::isLease)));
            }
        }
        Set<Route> routes = new LinkedHashSet<>();
        routes(host)
                .filter(HostNetwork::isKept)
                .map(HostNetwork::route)
                .filter(route -> route.devices().stream().noneMatch(leftOut::contains))
                .forEach(routes::add);
        Set<Route> nextHops = new LinkedHashSet<>();
        nextHops(host)
                .filter(HostNetwork::isKept)
                .map(HostNetwork::nextHop)
                .filter(nextHop -> nextHop.devices().stream().noneMatch(leftOut::contains))
                .forEach(nextHops::add);
        Set<String> rules = new LinkedHashSet<>();
        rules(host, RULES).map(HostNetwork::text).forEach(rules::add);
        rules(host, IPV6_RULES).map(rule -> "of IPv6 " + text(rule)).forEach(rules::add);
        return Optional.of(new HostNetwork(kept, routes, nextHops, rules));
    }

    /** The policy rules of both families, as {@code ip} describes them. */
    static Stream<JsonNode> rules(HostView host) {
        return Stream.concat(rules(host, RULES), rules(host, IPV6_RULES));
    }

    /** A kernel without IPv6 has no rules of it, and {@code ip} fails. */
    private static Stream<JsonNode> rules(HostView host, Query query) {
        return ask(host, query).orElse(List.of()).stream();
    }

    /** The nexthop objects that routes may use, as {@code ip} describes them; a kernel before 5.3 has none. */
    static Stream<JsonNode> nextHops(HostView host) {
        return ask(host, NEXT_HOPS).orElse(List.of()).stream();
    }

    /** The routes of every table and of both families, as {@code ip} describes them. */
    static Stream<JsonNode> routes(HostView host) {
        return ask(host, ROUTES).orElse(List.of()).stream();
    }

    /**
     * What a later look at the same host does not find any more.
     *
     * @param after the later look
     * @return a line each, in the order link, route, nexthop, rule; the routes of a lost link have no lines of their own
     */
    public List<String> lossesIn(HostNetwork after) {
        List<String> losses = new ArrayList<>();
        links.keySet().stream().sorted().forEach(name -> losses.addAll(lossesOf(name, after)));
        lost(routes, after.routes, after).map("route "::concat).forEach(losses::add);
        lost(nextHops, after.nextHops, after).map("nexthop "::concat).forEach(losses::add);
        rules.stream()
                .filter(rule -> !after.rules.contains(rule))
                .map(rule -> "rule " + rule + " is gone")
                .sorted()
                .forEach(losses::add);
        return losses;
    }

    private static Stream<String> lost(Set<Route> routes, Set<Route> remaining, HostNetwork after) {
        return routes.stream()
                .filter(route -> !remaining.contains(route))
                .filter(route -> after.links.keySet().containsAll(route.devices()))
                .map(route -> route.text() + " is gone")
                .sorted();
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

    /**
     * What a later look at the same host finds in addition: addresses of the links that were there before, routes through
     * them or through no link, nexthop objects, and policy rules. New links are left out, since containers and tunnels bring them at any
     * time, and so is what DHCP and router advertisements give.
     *
     * @param after the later look
     * @return a line each, in the order address, route, nexthop, rule
     */
    public List<String> additionsIn(HostNetwork after) {
        List<String> additions = new ArrayList<>();
        links.forEach((name, before) -> Optional.ofNullable(after.links.get(name)).stream()
                .flatMap(now ->
                        now.addresses().stream().filter(address -> !now.leases().contains(address)))
                .filter(address -> !before.addresses().contains(address))
                .map(address -> "link " + name + " has got the address " + address)
                .forEach(additions::add));
        added(routes, after.routes).map("route "::concat).forEach(additions::add);
        added(nextHops, after.nextHops).map("nexthop "::concat).forEach(additions::add);
        after.rules.stream()
                .filter(rule -> !rules.contains(rule))
                .map(rule -> "rule " + rule + " is new")
                .sorted()
                .forEach(additions::add);
        return additions;
    }

    private Stream<String> added(Set<Route> former, Set<Route> routes) {
        return routes.stream()
                .filter(route -> !route.isLease() && !former.contains(route))
                .filter(route -> links.keySet().containsAll(route.devices()))
                .map(route -> route.text() + " is new")
                .sorted();
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
                        return Stream.of(InterfaceAddress.of(addressText(address)));
                    } catch (InvalidValueException unusable) {
                        return Stream.empty();
                    }
                })
                .toList();
    }

    private static Set<String> addresses(JsonNode link, Predicate<JsonNode> wanted) {
        Set<String> addresses = new LinkedHashSet<>();
        Streams.stream(link.path("addr_info")).filter(wanted).forEach(address -> addresses.add(addressText(address)));
        return addresses;
    }

    /** Addresses that the kernel makes of a prefix for a while (RFC 8981), or still looks for, come and go. */
    private static boolean isLasting(JsonNode address) {
        return Stream.of("temporary", "deprecated", "tentative", "dadfailed")
                        .noneMatch(flag -> address.path(flag).asBoolean())
                && !address.path("scope").asText().equals("link");
    }

    private static boolean isLease(JsonNode address) {
        return isLasting(address) && address.path("dynamic").asBoolean();
    }

    private static String addressText(JsonNode address) {
        return address.path("local").asText() + "/" + address.path("prefixlen").asText();
    }

    private static boolean isKept(JsonNode route) {
        return !OF_ADDRESSES.contains(route.path("type").asText())
                && !route.path("protocol").asText().equals("kernel")
                && !MOVING.contains(route.path("protocol").asText());
    }

    /** What a route says in one line, and the links that it leads through. */
    static Route route(JsonNode route) {
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
        return new Route(
                devices, text.toString(), LEASES.contains(route.path("protocol").asText()));
    }

    /** A group names other objects by their numbers. */
    private static Route nextHop(JsonNode nextHop) {
        String group = Streams.stream(nextHop.path("group"))
                .map(member -> member.path("id").asText())
                .collect(Collectors.joining("/"));
        Route way = route(nextHop);
        return new Route(
                way.devices(),
                nextHop.path("id").asText() + (group.isEmpty() ? "" : " group " + group) + way.text(),
                way.isLease());
    }

    /** The next hop of another family is an object: {@code {"family": "inet6", "host": "fe80::1"}}. */
    private static String words(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.path("host").asText();
    }

    /** What a policy rule says in one line. */
    static String text(JsonNode rule) {
        StringBuilder text = new StringBuilder();
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
