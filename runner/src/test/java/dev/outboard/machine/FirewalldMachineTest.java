package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches whom where firewalld runs, which takes the rules of others away each time that it starts, stops or reloads. */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class FirewalldMachineTest {
    private static final String ZONES = "firewall-cmd --permanent --list-all-zones";
    private static final String AWAIT_THE_RULES = """
            if systemctl --quiet is-active firewalld; then firewall-cmd --state; fi
            timeout 30 sh -c 'until iptables --table nat --check POSTROUTING --jump OUTBOARD-docker2; do sleep 0.1; done'
            """;

    private Machine machine;
    private Reachability reachability;
    private String zonesBefore;

    @BeforeAll
    void apply() {
        machine = Machine.boot(DebianRelease.BOOKWORM, "firewalld", "firewalld");
        // to firewalld, what the second daemon publishes is a service of the host
        machine.run("firewall-cmd", "--permanent", "--add-port=8082/tcp").orFail();
        machine.run("firewall-cmd", "--add-port=8082/tcp").orFail();
        zonesBefore = machine.sh(ZONES).orFail().text();
        reachability = Reachability.on(machine);
        run("apply");
        reachability.startContainers();
    }

    @AfterAll
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

        assertThat(machine.out("iptables-save")).doesNotContain("OUTBOARD");
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
