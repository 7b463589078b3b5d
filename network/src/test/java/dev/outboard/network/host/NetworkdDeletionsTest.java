package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkdDeletionsTest {
    private static final BridgeSpec AUTOMATIC =
            BridgeSpec.builder("docker1", "10.9.0.1/16").build();
    private static final BridgeSpec BY_NETWORKD =
            AUTOMATIC.toBuilder().persistence(Persistence.NETWORKD).build();
    private static final String LEAVE_RULES = "[Network]\nManageForeignRoutingPolicyRules=no\nManageForeignRoutes=no\n";

    private static final String ROUTES_BY_NEXTHOPS = """
            [{"dst":"10.209.0.0/16","nhid":9,"gateway":"192.0.2.1","dev":"eth0","flags":[]},
             {"dst":"10.207.0.0/16","nhid":7,"gateway":"192.0.2.1","dev":"eth0","flags":[]}]
            """;
    private static final String NEXTHOPS = """
            [{"id":7,"gateway":"192.0.2.1","dev":"eth0","scope":"link","flags":[]},
             {"id":9,"group":[{"id":7}],"flags":[]}]
            """;

    private final Site site = Site.withNetworkd();

    @Test
    void aRuleOfOthersHasAUnitMakeTheBridgeAndThePlanSaysWhy() {
        site.links.putRule(5270, "52");
        HostNetwork before = site.everything();

        Plan plan = site.plan(decided());
        site.apply(plan);

        assertThat(decided().persistence()).isEqualTo(Persistence.UNIT);
        assertThat(plan.notes())
                .singleElement()
                .asString()
                .contains("docker1-bridge.service", "systemd-networkd", "rule 5270: src all table 52");
        assertThat(before.lossesIn(site.everything())).isEmpty();
        assertThat(site.plan(decided()).notes()).isEmpty();
    }

    @Test
    void aRouteOfOthersThroughNoLinkHasAUnitMakeTheBridge() {
        site.links.putBlackhole("10.204.0.0/16");

        assertThat(decided().persistence()).isEqualTo(Persistence.UNIT);
        assertThat(site.plan(decided()).notes()).singleElement().asString().contains("route blackhole 10.204.0.0/16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rule", "route"})
    void aChoiceOfNetworkdIsAConflictWithThem(String what) {
        put(what);

        assertThatThrownBy(() -> site.plan(BY_NETWORKD))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(what.equals("rule") ? "rule 5270" : "route blackhole 10.204.0.0/16")
                .hasMessageContaining("persistence(UNIT), which needs no networkd; or set ManageForeign"
                        + (what.equals("rule") ? "RoutingPolicyRules" : "Routes") + "=no in [Network]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rule", "route"})
    void aNetworkdThatLeavesThemMakesTheBridge(String what) {
        site.put("/etc/systemd/networkd.conf.d/vpn.conf", LEAVE_RULES);
        site.run("systemctl stop systemd-networkd.service");
        site.run("systemctl start systemd-networkd.service");
        put(what);
        HostNetwork before = site.everything();

        site.apply(decided());

        assertThat(decided().persistence()).isEqualTo(Persistence.NETWORKD);
        assertThat(before.lossesIn(site.everything())).isEmpty();
    }

    @Test
    void aSettingThatNetworkdHasNotReadDoesNotCount() {
        site.put("/etc/systemd/networkd.conf", LEAVE_RULES);
        put("rule");

        assertThat(decided().persistence()).isEqualTo(Persistence.UNIT);
    }

    @Test
    void theLastSettingCounts() {
        site.put("/etc/systemd/networkd.conf.d/10-vpn.conf", LEAVE_RULES);
        site.put("/etc/systemd/networkd.conf.d/90-all.conf", "[Network]\nManageForeignRoutingPolicyRules=yes\n");
        site.run("systemctl stop systemd-networkd.service");
        site.run("systemctl start systemd-networkd.service");
        put("rule");

        assertThat(decided().persistence()).isEqualTo(Persistence.UNIT);
    }

    @Test
    void aNetworkdThatDoesNotKnowTheSettingDoesNotLeaveThem() {
        site.put("/etc/systemd/networkd.conf.d/vpn.conf", LEAVE_RULES);
        site.run("systemctl stop systemd-networkd.service");
        site.run("systemctl start systemd-networkd.service");
        version(247);
        put("rule");

        assertThat(decided().persistence()).isEqualTo(Persistence.UNIT);
    }

    @Test
    void rulesOfTheKernelAndOfNetworkdItselfAreNoReason() {
        site.put(
                "/etc/systemd/network/10-eth0.network",
                "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.2/24\n[RoutingPolicyRule]\nTable=7\n");
        site.run("networkctl reload");
        rules("""
                [{"priority":0,"src":"all","table":"local"},{"priority":1000,"src":"all","l3mdev":null},
                 {"priority":5290,"src":"all","dst":"10.219.0.0","dstlen":16,"table":"52","protocol":"static"},
                 {"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]
                """);

        assertThat(decided().persistence()).isEqualTo(Persistence.NETWORKD);
    }

    @Test
    void aStaticRuleThatNoFileOfNetworkdAsksForIsOfOthers() {
        rules("[{\"priority\":5280,\"src\":\"all\",\"table\":\"52\",\"protocol\":\"static\"}]");

        assertThat(decided().persistence()).isEqualTo(Persistence.UNIT);
    }

    @Test
    void manyRulesAreNotAllNamed() {
        for (int priority = 1; priority <= 90; priority++) {
            site.links.putRule(priority, "52");
        }

        assertThatThrownBy(() -> site.plan(BY_NETWORKD))
                .hasMessageContaining("rule 1: src all table 52; rule 2")
                .hasMessageContaining("and 87 more");
    }

    @Test
    void aBridgeThatNetworkdMadeStaysWhenARuleComesLater() {
        site.apply(decided());
        put("rule");

        Plan plan = site.plan(decided());

        assertThat(plan.isEmpty()).isTrue();
        assertThat(decided().persistence()).isEqualTo(Persistence.NETWORKD);
        assertThat(plan.notes()).singleElement().asString().contains("rule 5270", "persistence(UNIT)");
    }

    @Test
    void aRepairByNetworkdThatWouldDeleteARuleIsAConflictWhoseRemedyWorks() {
        site.apply(decided());
        put("rule");
        site.run("ip link delete dev docker1");
        HostNetwork before = site.everything();

        assertThatThrownBy(() -> site.plan(decided())).hasMessageContaining("rule 5270");

        BridgeSpec byUnit = AUTOMATIC.toBuilder().persistence(Persistence.UNIT).build();
        site.apply(byUnit);
        assertThat(before.lossesIn(site.everything())).isEmpty();
        assertThat(site.plan(byUnit).isEmpty()).isTrue();
    }

    @Test
    void aRollBackOfARemovalKeepsThemAndSaysThatTheBridgeIsNotBack() {
        site.apply(decided());
        put("rule");
        HostNetwork before = site.everything();

        RolledBack result = site.takeBack(site::planRemoval);

        assertThat(before.lossesIn(site.everything())).isEmpty();
        assertThat(result.remaining())
                .singleElement()
                .asString()
                .contains("bridge docker1 is not made again", "systemd-networkd", "rule 5270");
    }

    @Test
    void aRollBackOfARemovalBringsTheBridgeBackWhereThereAreNone() {
        site.apply(decided());

        RolledBack result = site.takeBack(site::planRemoval);

        assertThat(result.remaining()).isEmpty();
        assertThat(site.network().link(AUTOMATIC.name())).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "257, true, NETWORKD",
        "257, false, UNIT",
        "252, true, UNIT",
    })
    void aRouteByANexthopObjectWithoutALinkIsLeftFrom256On(int version, boolean isSet, Persistence expected) {
        if (isSet) {
            site.put("/etc/systemd/networkd.conf.d/frr.conf", "[Network]\nManageForeignNextHops=no\n");
            site.run("systemctl stop systemd-networkd.service");
            site.run("systemctl start systemd-networkd.service");
        }
        version(version);
        routesByNexthops();

        assertThat(decided().persistence()).isEqualTo(expected);
    }

    @Test
    void aNetworkdThatCannotLeaveNexthopObjectsIsNotStarted() {
        version(252);
        site.run("systemctl disable --now systemd-networkd.service");
        routesByNexthops();

        assertThatThrownBy(() -> site.plan(BY_NETWORKD))
                .hasMessageContaining("route 10.209.0.0/16 via 192.0.2.1 dev eth0, which systemd-networkd deletes")
                .hasMessageContaining("persistence(UNIT)")
                .hasMessageNotContaining("ManageForeign");
    }

    @Test
    void aNetworkdThatOutboardStartsLeavesNexthopObjects() {
        version(257);
        site.run("systemctl disable --now systemd-networkd.service");
        routesByNexthops();

        assertThat(site.plan(BY_NETWORKD).toString()).contains("ManageForeignNextHops=no");
    }

    /** A group, as routing daemons make it, and an object with a link, which networkd leaves. */
    private void routesByNexthops() {
        site.host
                .answer(SimulatedCommand.printing(ROUTES_BY_NEXTHOPS, "ip", "-json", "route", "show", "table", "all"))
                .answer(SimulatedCommand.printing(NEXTHOPS, "ip", "-json", "nexthop", "show"));
    }

    private void version(int version) {
        site.host.answer(SimulatedCommand.printing("systemd " + version + "\n", "systemctl", "--version"));
    }

    private void put(String what) {
        if (what.equals("rule")) {
            site.links.putRule(5270, "52");
        } else {
            site.links.putBlackhole("10.204.0.0/16");
        }
    }

    private void rules(String json) {
        site.host.answer(SimulatedCommand.printing(json, "ip", "-json", "rule", "show"));
    }

    private BridgeSpec decided() {
        Receipt receipt = ReceiptStore.read(site.host, StackName.of("ci"));
        return Bridge.decide(AUTOMATIC, receipt, site.host);
    }
}
