package dev.outboard.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.host.HostView;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The policy rules and routes that a running systemd-networkd deletes whenever it configures a link: all rules, and all
 * routes that lead through no link, which neither the kernel nor networkd itself has made. Versions 252, 257 and 262 delete
 * them when a link appears, when its file changes, and on {@code networkctl reconfigure}. Links without a file, and files
 * that are deleted, have no such effect. {@code ManageForeignRoutingPolicyRules=no} and {@code ManageForeignRoutes=no} of
 * networkd.conf(5) prevent it.
 *
 * @param rules a line for each rule; none where networkd leaves the rules of others
 * @param routes a line for each route; none where networkd leaves the routes of others
 */
record NetworkdDeletions(List<String> rules, List<String> routes) {
    private static final String RULES = "ManageForeignRoutingPolicyRules";
    private static final String ROUTES = "ManageForeignRoutes";
    private static final int NAMED = 3;

    private static final ImmutableSet<String> WITHOUT_LINK =
            ImmutableSet.of("blackhole", "unreachable", "prohibit", "throw");

    /** The rules that every kernel starts with, and those of VRF devices: ip-rule(8). */
    private static final ImmutableSet<String> OF_KERNEL =
            ImmutableSet.of("0: src all table local", "32766: src all table main", "32767: src all table default");

    private static final String OF_VRF = "l3mdev";

    NetworkdDeletions {
        rules = List.copyOf(rules);
        routes = List.copyOf(routes);
    }

    static NetworkdDeletions on(HostView host) {
        List<String> rules = HostNetwork.rules(host)
                .filter(rule -> !rule.has(OF_VRF) && !OF_KERNEL.contains(HostNetwork.text(rule)))
                .filter(ofOthers("RoutingPolicyRule", host))
                .map(rule -> "rule " + HostNetwork.text(rule))
                .toList();
        List<String> routes = HostNetwork.routes(host)
                .filter(route -> WITHOUT_LINK.contains(route.path("type").asText()))
                .filter(route -> !protocol(route).equals("kernel"))
                .filter(ofOthers("Route", host))
                .map(route -> "route " + HostNetwork.route(route).text())
                .toList();
        NetworkdDeletions found = new NetworkdDeletions(rules, routes);
        return found.isEmpty() ? found : found.under(NetworkdSettings.inForce(host));
    }

    private NetworkdDeletions under(NetworkdSettings settings) {
        return new NetworkdDeletions(
                settings.isOff(RULES) ? List.of() : rules, settings.isOff(ROUTES) ? List.of() : routes);
    }

    boolean isEmpty() {
        return rules.isEmpty() && routes.isEmpty();
    }

    /** The settings that prevent them. */
    String prevention() {
        return Stream.of(rules.isEmpty() ? "" : RULES + "=no", routes.isEmpty() ? "" : ROUTES + "=no")
                .filter(setting -> !setting.isEmpty())
                .collect(Collectors.joining(" and "));
    }

    /** The first few of them in one line. */
    @Override
    public String toString() {
        List<String> all = Stream.concat(rules.stream(), routes.stream()).toList();
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

    private static String protocol(JsonNode found) {
        return found.path("protocol").asText();
    }
}
