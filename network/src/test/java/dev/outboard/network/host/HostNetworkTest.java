package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** With answers as {@code ip} of Debian 12 and newer prints them. */
class HostNetworkTest {
    private static final String LEASED =
            "{\"local\":\"192.0.2.9\",\"prefixlen\":24,\"scope\":\"global\",\"dynamic\":true}";
    private static final String LATER_LEASE =
            "{\"local\":\"192.0.2.77\",\"prefixlen\":24,\"scope\":\"global\",\"dynamic\":true}";
    private static final String STATIC = "{\"local\":\"198.51.100.7\",\"prefixlen\":24,\"scope\":\"global\"}";
    private static final String ROUTE = "{\"dst\":\"default\",\"gateway\":\"192.0.2.1\",\"dev\":\"eth0\"}";
    private static final String LEASED_ROUTE =
            "{\"dst\":\"10.0.0.0/8\",\"gateway\":\"192.0.2.1\",\"dev\":\"eth0\",\"protocol\":\"dhcp\"}";
    private static final String SECOND_ROUTE =
            "{\"dst\":\"default\",\"gateway\":\"198.51.100.1\",\"dev\":\"eth0\",\"metric\":100}";

    private final HostNetwork before = network(eth0(LEASED), ROUTE, "");

    @Test
    void aSecondAddressARouteAndARuleOfALinkThatWasThereAreAdditions() {
        HostNetwork after = network(
                eth0(LEASED + "," + STATIC),
                ROUTE + "," + SECOND_ROUTE,
                "{\"priority\":5270,\"src\":\"all\",\"table\":\"52\"}");

        assertThat(before.additionsIn(after))
                .containsExactly(
                        "link eth0 has got the address 198.51.100.7/24",
                        "route default via 198.51.100.1 dev eth0 metric 100 is new",
                        "rule 5270: src all table 52 is new");
        assertThat(after.additionsIn(before)).isEmpty();
    }

    @Test
    void whatDhcpGivesIsNotAnAddition() {
        HostNetwork after = network(eth0(LEASED + "," + LATER_LEASE), ROUTE + "," + LEASED_ROUTE, "");

        assertThat(before.additionsIn(after)).isEmpty();
    }

    @Test
    void aLeaseThatEndsIsALoss() {
        assertThat(before.lossesIn(network(eth0(""), ROUTE, "")))
                .containsExactly("link eth0 has lost its address 192.0.2.9/24");
    }

    @Test
    void aNewLinkIsNotAnAdditionAndNeitherAreItsRoutes() {
        String tunnel = "{\"ifname\":\"wg0\",\"flags\":[\"UP\"],\"addr_info\":[" + STATIC + "]}";
        HostNetwork after =
                network(eth0(LEASED) + "," + tunnel, ROUTE + ",{\"dst\":\"10.77.0.0/16\",\"dev\":\"wg0\"}", "");

        assertThat(before.additionsIn(after)).isEmpty();
        assertThat(after.links()).containsKey("wg0");
    }

    /** As ip(8) of Debian 12 prints an object with a gateway, a group and one of a routing daemon. */
    @Test
    void aNexthopObjectThatGoesIsALossAlsoIfNoRouteUsesIt() {
        HostNetwork routed = network(
                eth0(LEASED),
                ROUTE,
                "",
                "{\"id\":7,\"gateway\":\"192.0.2.1\",\"dev\":\"eth0\",\"scope\":\"link\",\"flags\":[]},"
                        + "{\"id\":8,\"blackhole\":null,\"flags\":[]},"
                        + "{\"id\":9,\"group\":[{\"id\":7},{\"id\":8}],\"flags\":[]},"
                        + "{\"id\":10,\"dev\":\"eth0\",\"protocol\":\"zebra\",\"flags\":[]},"
                        + "{\"id\":11,\"dev\":\"docker1\",\"flags\":[]}");

        assertThat(routed.lossesIn(before))
                .containsExactly(
                        "nexthop 7 via 192.0.2.1 dev eth0 is gone", "nexthop 8 is gone", "nexthop 9 group 7/8 is gone");
        assertThat(before.additionsIn(routed)).hasSize(3).contains("nexthop 9 group 7/8 is new");
        assertThat(routed.lossesIn(network("", "", "")))
                .containsExactly("link eth0 is gone", "nexthop 8 is gone", "nexthop 9 group 7/8 is gone");
    }

    private static String eth0(String addresses) {
        return "{\"ifname\":\"eth0\",\"flags\":[\"UP\"],\"addr_info\":[" + addresses + "]}";
    }

    private static HostNetwork network(String links, String routes, String rules) {
        return network(links, routes, rules, "");
    }

    private static HostNetwork network(String links, String routes, String rules, String nextHops) {
        InMemoryHost host = InMemoryHost.create()
                .answer(SimulatedCommand.printing("[" + links + "]", "ip", "-json", "-details", "address", "show"))
                .answer(SimulatedCommand.printing("[" + routes + "]", "ip", "-json", "route", "show", "table", "all"))
                .answer(SimulatedCommand.printing("[" + rules + "]", "ip", "-json", "rule", "show"))
                .answer(SimulatedCommand.printing("[]", "ip", "-6", "-json", "rule", "show"))
                .answer(SimulatedCommand.printing("[" + nextHops + "]", "ip", "-json", "nexthop", "show"));
        return HostNetwork.readFrom(host, new OwnLinks(Set.of("docker1"), List.of()))
                .orElseThrow();
    }
}
