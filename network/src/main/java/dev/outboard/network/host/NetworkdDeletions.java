package dev.outboard.network.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.network.host.NetworkdSettings.Foreign;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The policy rules and routes that systemd-networkd deletes whenever it configures a link: all rules, all routes that lead
 * through no link, and all nexthop objects without a link, with the routes that use them, unless the kernel or networkd
 * itself has made them. Versions 252, 257 and 262 delete them when a link appears, when its file changes, and on {@code
 * networkctl reconfigure}. Links without a file, and files that are deleted, have no such effect. Settings of
 * networkd.conf(5) prevent it.
 *
 * @param lines a line for each rule and route, by the setting that prevents its deletion
 * @param isPreventable whether this version of networkd knows all these settings
 */
record NetworkdDeletions(ImmutableListMultimap<Foreign, String> lines, boolean isPreventable) {
    private static final int NAMED = 3;

    private static final ImmutableSet<String> WITHOUT_LINK =
            ImmutableSet.of("blackhole", "unreachable", "prohibit", "throw");

    /** The rules that every kernel starts with, and those of VRF devices: ip-rule(8). */
    private static final ImmutableSet<String> OF_KERNEL =
            ImmutableSet.of("0: src all table local", "32766: src all table main", "32767: src all table default");

    private static final String OF_VRF = "l3mdev";
    private static final String NEXT_HOP = "nhid";

    /** What the networkd that runs would delete. */
    static NetworkdDeletions on(HostView host) {
        return of(host, () -> NetworkdSettings.inForce(host));
    }

    /** What a networkd would delete that Outboard starts, with settings of its own. */
    static NetworkdDeletions afterAStart(UnitFile settings, HostView host) {
        return of(host, () -> NetworkdSettings.of(settings, host));
    }

    private static NetworkdDeletions of(HostView host, Supplier<NetworkdSettings> settings) {
        ImmutableListMultimap.Builder<Foreign, String> lines = ImmutableListMultimap.builder();
        HostNetwork.rules(host)
                .filter(rule -> !rule.has(OF_VRF) && !OF_KERNEL.contains(HostNetwork.text(rule)))
                .filter(ofOthers("RoutingPolicyRule", host))
                .forEach(rule -> lines.put(Foreign.RULES, "rule " + HostNetwork.text(rule)));
        List<JsonNode> routes = HostNetwork.routes(host)
                .filter(route -> !protocol(route).equals("kernel"))
                .toList();
        routes.stream()
                .filter(route -> WITHOUT_LINK.contains(route.path("type").asText()))
                .filter(ofOthers("Route", host))
                .forEach(route -> lines.put(Foreign.ROUTES, line(route)));
        if (routes.stream().anyMatch(route -> route.has(NEXT_HOP))) {
            Set<Integer> deleted = HostNetwork.nextHops(host)
                    .filter(nextHop -> !nextHop.has("dev"))
                    .filter(ofOthers("NextHop", host))
                    .map(nextHop -> nextHop.path("id").asInt())
                    .collect(ImmutableSet.toImmutableSet());
            routes.stream()
                    .filter(route -> deleted.contains(route.path(NEXT_HOP).asInt()))
                    .forEach(route -> lines.put(Foreign.NEXT_HOPS, line(route)));
        }
        NetworkdDeletions found = new NetworkdDeletions(lines.build(), true);
        return found.isEmpty() ? found : found.under(settings.get());
    }

    private NetworkdDeletions under(NetworkdSettings settings) {
        ImmutableListMultimap<Foreign, String> deleted = lines.entries().stream()
                .filter(line -> !settings.leave(line.getKey()))
                .collect(ImmutableListMultimap.toImmutableListMultimap(Map.Entry::getKey, Map.Entry::getValue));
        return new NetworkdDeletions(deleted, deleted.keySet().stream().allMatch(settings::isKnown));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The settings that prevent them; none if this version of networkd does not know them all. */
    Optional<String> prevention() {
        return isPreventable
                ? Optional.of(lines.keySet().stream().map(Foreign::prevention).collect(Collectors.joining(" and ")))
                : Optional.empty();
    }

    /** The first few of them in one line. */
    @Override
    public String toString() {
        List<String> all = lines.values().stream().distinct().toList();
        String named = String.join("; ", all.subList(0, Math.min(NAMED, all.size())));
        return all.size() > NAMED ? named + "; and " + (all.size() - NAMED) + " more" : named;
    }

    /** networkd marks what its files ask for as static. */
    private static Predicate<JsonNode> ofOthers(String section, HostView host) {
        return found -> !protocol(found).equals("static")
                || NetworkdFile.of(host, ".network").stream()
                        .flatMap(file -> file.unit().stream())
                        .noneMatch(unit -> unit.sections().contains(section));
    }

    private static String line(JsonNode route) {
        return "route " + HostNetwork.route(route).text();
    }

    private static String protocol(JsonNode found) {
        return found.path("protocol").asText();
    }
}
