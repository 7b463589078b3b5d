package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which address reaches which where firewalld runs, which takes the rules of others away each time that it starts, stops or reloads:
 * 1.3 on bookworm, 2.3 on trixie. Not on sid: there a reload of firewalld takes the first daemon's own containers the way
 * out, also where there is no second daemon.
 */
@MachineTest
@ParameterizedClass
@EnumSource(names = {"BOOKWORM", "TRIXIE"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class FirewalldMachineTest {
    private static final String ZONES = "firewall-cmd --permanent --list-all-zones";
    private static final String AWAIT_THE_RULES = """
            if systemctl --quiet is-active firewalld; then firewall-cmd --state; fi
            timeout 30 sh -c 'until iptables --table nat --check POSTROUTING --jump OUTBOARD-docker2; do sleep 0.1; done'
            """;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private Reachability reachability;
    private String zonesBefore;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "firewalld", "firewalld");
        // to firewalld, what the second daemon publishes is a service of the host
        machine.run("firewall-cmd", "--permanent", "--add-port=8082/tcp").orFail();
        machine.run("firewall-cmd", "--add-port=8082/tcp").orFail();
        zonesBefore = machine.sh(ZONES).orFail().text();
        reachability = Reachability.on(machine);
        run("apply");
        reachability.startContainers();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    @Order(1)
    void containersHaveTheirNetworkWithoutAReload() {
        reachability.assertMatrix(ForwardingMachineTest.APART);

        assertThat(run("plan")).contains("nothing to do");
        assertThat(run("verify")).contains("ok    the firewall has the rules").doesNotContain("FAIL");
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(
            strings = {
                "firewall-cmd --reload",
                "systemctl restart firewalld",
                "systemctl stop firewalld",
                "systemctl start firewalld"
            })
    void theyHaveItAfter(String event) {
        machine.sh(event + "\n" + AWAIT_THE_RULES).orFail();

        if (!event.contains("stop")) {
            // without firewalld, the first daemon's own rules are gone
            reachability.assertMatrix(ForwardingMachineTest.APART);
        }
        assertThat(reachability.answer("docker2", "c2", Machine.LAN_ADDRESS, 80))
                .isEqualTo("lan");
    }

    @Test
    @Order(3)
    void whatIsRefusedStaysSoWhileNobodyPutsRulesBack() {
        machine.run("systemctl", "stop", "docker2-firewalld").orFail();
        machine.run("firewall-cmd", "--reload").orFail();

        // without rules of its own there, firewalld 2 leaves iptables alone
        assertThat(machine.out("iptables-save").contains("OUTBOARD")).isEqualTo(release != DebianRelease.BOOKWORM);
        assertThat(reachability.matrix())
                .contains(
                        "c2 to a service of the host: -",
                        "c2 to c1's address: -",
                        "c2 to c1's port at docker0: -",
                        "lan to c2's address: -");

        machine.run("systemctl", "start", "docker2-firewalld").orFail();
        machine.run("systemctl", "reload", "docker2-network").orFail();
        reachability.assertMatrix(ForwardingMachineTest.APART);
    }

    @Test
    @Order(4)
    void containersThatFirewalldRefusesAreSeenAndLetThrough() {
        machine.run("firewall-cmd", "--zone=docker2", "--remove-source=10.10.0.0/16")
                .orFail();

        assertThat(run("verify"))
                .contains(
                        "FAIL  the firewall has the rules", "firewalld has 10.10.0.0/16 in no zone, expected docker2");

        assertThat(run("apply")).contains("$ systemctl reload docker2-network.service");
        assertThat(run("verify")).doesNotContain("FAIL");
    }

    @Test
    @Order(5)
    void theyHaveItAfterReboot() {
        machine.reboot();
        machine.sh(AWAIT_THE_RULES).orFail();

        reachability.assertMatrix(ForwardingMachineTest.APART);
    }

    @Test
    @Order(6)
    void removalLeavesItsZonesAsTheyWere() {
        run("remove");

        assertThat(machine.sh("firewall-cmd --get-active-zones; iptables-save; nft list tables")
                        .orFail()
                        .text())
                .doesNotContain("docker2", "10.9.0.0", "10.10.0.0", "OUTBOARD");
        machine.run("firewall-cmd", "--reload").orFail();
        assertThat(machine.sh(ZONES).orFail().text()).isEqualTo(zonesBefore);
    }

    private String run(String verb) {
        return machine.java(Scenario.class, verb, "NETWORKD").orFail().text();
    }
}
