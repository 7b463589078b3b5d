package dev.outboard.network.host;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.DaemonName;
import dev.outboard.core.value.Subnet;
import dev.outboard.core.value.UnitName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.TrafficPolicy;
import dev.outboard.network.host.FirewallRules.Hook;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirewallRulesTest {
    private static final Subnet BRIDGE = Subnet.of("10.9.0.0/16");
    private static final Subnet IPV6 = Subnet.of("fd00:9::/64");
    private static final Subnet POOL = Subnet.of("10.10.0.0/16");

    /** Refuses all that can be refused. */
    private static final TrafficPolicy CLOSED = TrafficPolicy.builder()
            .egress(false)
            .addDeniedRange("192.168.0.0/16")
            .addDeniedRange("fd01::/16")
            .addAllowedHostPort("443/tcp")
            .addAllowedHostPort("32768-60999/udp")
            .interContainerTraffic(false)
            .build();

    private static void verify(String golden, FirewallBackend backend, FirewallRules rules) {
        Map<String, String> files = new LinkedHashMap<>();
        NetworkScript script = script(backend, rules, Optional.empty());
        script.files()
                .forEach(
                        file -> files.put(file.path().toString(), file.content().text()));
        files.put(script.script().path().toString(), script.script().text());
        GoldenTree.at(Path.of("src/test/resources/golden", golden)).verify(files);
    }

    private static NetworkScript script(FirewallBackend backend, FirewallRules rules, Optional<FirewalldZone> zone) {
        return new NetworkScript(
                DaemonName.of("docker2"),
                rules,
                backend,
                zone,
                BridgeSpec.builder("docker1", "10.9.0.1/16").build(),
                Optional.empty(),
                UnitName.of("docker2-network.service"),
                AbsolutePath.of("/etc/docker2"));
    }

    private static FirewallRules docker2(TrafficPolicy policy, Subnet... networks) {
        return new FirewallRules(
                "OUTBOARD-docker2", List.of(networks), List.of(new NetworkPool(POOL, 24)), policy, ForeignBridges.NONE);
    }

    private static List<String> lines(Hook hook, FirewallRules rules) {
        return requireNonNull(rules.rules(IpFamily.IPV4).get(hook)).stream()
                .map(rule -> rule.iptables("CHAIN"))
                .toList();
    }

    @Test
    void letsContainersOutAndNothingIn() {
        verify("forwarding", FirewallBackend.IPTABLES, docker2(TrafficPolicy.USUAL, BRIDGE));
    }

    @Test
    void refusesWhatAPolicyDenies() {
        verify("forwarding-denied", FirewallBackend.IPTABLES, docker2(CLOSED, BRIDGE, IPV6));
    }

    @Test
    void saysTheSameToNftables() {
        verify("forwarding-nftables", FirewallBackend.NFTABLES, docker2(TrafficPolicy.USUAL, BRIDGE));
        verify("forwarding-denied-nftables", FirewallBackend.NFTABLES, docker2(CLOSED, BRIDGE, IPV6));
    }

    @Test
    void refusesByNftablesAndLetsThroughByIptablesWhereThereAreBoth() {
        verify("forwarding-both", FirewallBackend.BOTH, docker2(TrafficPolicy.USUAL, BRIDGE));
    }

    @Test
    void asksForNeighboursBeforeARangeThatHoldsThem() {
        TrafficPolicy policy =
                TrafficPolicy.builder().addDeniedRange("10.0.0.0/8").build();

        assertThat(lines(Hook.ENTRANCE, docker2(policy, BRIDGE)))
                .containsSubsequence(
                        "-A CHAIN -s 10.9.0.0/16 -d 10.9.0.0/16 -j RETURN",
                        "-A CHAIN -s 10.9.0.0/16 -d 10.0.0.0/8 -j DROP");
    }

    @Test
    void acceptsWhatIsNotRefusedBefore() {
        assertThat(lines(Hook.FORWARD, docker2(TrafficPolicy.USUAL, BRIDGE)))
                .containsExactly(
                        "-A CHAIN -d 10.9.0.0/16 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                        "-A CHAIN -d 10.10.0.0/16 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                        "-A CHAIN -s 10.9.0.0/16 -j ACCEPT",
                        "-A CHAIN -s 10.10.0.0/16 -j ACCEPT");
    }

    @Test
    void leavesTheHostsOwnServicesToItsOwnRulesIfThePolicySaysSo() {
        TrafficPolicy policy = TrafficPolicy.builder().hostAccess(true).build();

        assertThat(lines(Hook.INPUT, docker2(policy, BRIDGE))).isEmpty();
    }

    @Test
    void letsTheHostTalkToItselfByTheBridgesAddress() {
        assertThat(lines(Hook.INPUT, docker2(TrafficPolicy.USUAL, BRIDGE)))
                .startsWith("-A CHAIN -s 10.9.0.0/16 -i lo -j RETURN");
    }

    @Test
    void keepsContainersOfADefaultNetworkThatIsApartFromOneAnother() {
        TrafficPolicy policy =
                TrafficPolicy.builder().interContainerTraffic(false).build();

        assertThat(lines(Hook.ENTRANCE, docker2(policy, BRIDGE)))
                .contains("-A CHAIN -d 10.9.0.0/16 -j DROP", "-A CHAIN -s 10.10.0.0/16 -d 10.10.0.0/16 -j RETURN")
                .doesNotContain("-A CHAIN -s 10.9.0.0/16 -d 10.9.0.0/16 -j RETURN");
    }

    @Test
    void partsNetworksOfUsersFromOneAnotherAndFromTheDefaultNetwork() {
        assertThat(lines(Hook.ENTRANCE, docker2(TrafficPolicy.USUAL, BRIDGE)))
                .containsSubsequence(
                        "-A CHAIN -s 10.10.128.0/17 -d 10.10.0.0/17 -j DROP",
                        "-A CHAIN -s 10.10.0.0/17 -d 10.10.128.0/17 -j DROP",
                        "-A CHAIN -s 10.10.64.0/255.255.64.0 -d 10.10.0.0/255.255.64.0 -j DROP",
                        "-A CHAIN -s 10.10.0.0/255.255.1.0 -d 10.10.1.0/255.255.1.0 -j DROP",
                        "-A CHAIN -s 10.9.0.0/16 -d 10.9.0.0/16 -j RETURN",
                        "-A CHAIN -d 10.9.0.0/16 -j DROP",
                        "-A CHAIN -s 10.10.0.0/16 -d 10.10.0.0/16 -j RETURN",
                        "-A CHAIN -d 10.10.0.0/16 -j DROP");
    }

    @Test
    void letsAnswersInBeforeItRefusesWhoComesFromOutside() {
        assertThat(lines(Hook.ENTRANCE, docker2(TrafficPolicy.USUAL, BRIDGE)))
                .startsWith(
                        "-A CHAIN -d 10.9.0.0/16 -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
                        "-A CHAIN -d 10.10.0.0/16 -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN");
    }

    @Test
    void refusesBridgesOfOtherDaemonsButNotThoseThatOnlyLookSo() {
        FirewallRules rules = new FirewallRules(
                "OUTBOARD-docker2",
                List.of(BRIDGE),
                List.of(),
                TrafficPolicy.USUAL,
                new ForeignBridges(false, List.of("shop0"), List.of("br-lan")));

        assertThat(lines(Hook.ENTRANCE, rules))
                .endsWith(
                        "-A CHAIN -s 10.9.0.0/16 -o docker+ -j DROP",
                        "-A CHAIN -s 10.9.0.0/16 -o shop0 -j DROP",
                        "-A CHAIN -s 10.9.0.0/16 -o br-lan -j RETURN",
                        "-A CHAIN -s 10.9.0.0/16 -o br-+ -j DROP");
    }

    @Test
    void refusesByNftablesEveryBridgeThatIsNotKnownToBelongToNoDaemon() {
        FirewallRules rules = new FirewallRules(
                "OUTBOARD-docker2",
                List.of(BRIDGE),
                List.of(),
                TrafficPolicy.USUAL,
                new ForeignBridges(true, List.of(), List.of("virbr0")));

        assertThat(requireNonNull(rules.rules(IpFamily.IPV4).get(Hook.ENTRANCE)).stream()
                        .map(Rule::nftables))
                .endsWith(
                        "ip saddr 10.9.0.0/16 oifname \"virbr0\" return",
                        "ip saddr 10.9.0.0/16 meta oifkind \"bridge\" drop");
        assertThatThrownBy(() -> script(FirewallBackend.IPTABLES, rules, Optional.empty()))
                .hasMessageContaining("iptables does not know what is a bridge");
    }

    @Test
    void refusesAPoolOfNetworksThatAreLargerThanIt() {
        assertThatThrownBy(() -> new NetworkPool(POOL, 8)).hasMessageContaining("10.10.0.0/16 in networks of /8");
        assertThatThrownBy(() -> new NetworkPool(IPV6, 80)).hasMessageContaining("IPv4");
    }
}
