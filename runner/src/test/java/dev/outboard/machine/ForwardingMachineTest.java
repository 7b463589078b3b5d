package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
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

/** Which address reaches which, whatever happens to either daemon or to the network. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ForwardingMachineTest {
    static final List<String> APART = List.of(
            "c1 resolves web.example.org: 203.0.113.1",
            "c1 to DNS of the host: host",
            "c1 to a service of the host: host",
            "c1 to c2's address: -",
            "c1 to lan: lan",
            "c2 resolves web.example.org: 203.0.113.1",
            "c2 to DNS of the host: host",
            "c2 to a service of the host: -",
            "c2 to c1's address: -",
            "c2 to c1's port at docker0: -",
            "c2 to c1's published port: -",
            "c2 to d2's address: d2",
            "c2 to its bridge's service: -",
            "c2 to lan: lan",
            "host to c1's published port: c1",
            "host to c2's published port: c2",
            "lan to c1's published port: c1",
            "lan to c2's address: -",
            "lan to c2's published port: c2",
            "u1 resolves web.example.org: 203.0.113.1",
            "u1 to DNS of the host: host",
            "u1 to a service of the host: -",
            "u1 to c1's address: -",
            "u1 to lan: lan",
            "u1 to u2's name: u2");

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private Reachability reachability;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "forwarding");
        reachability = Reachability.on(machine);
        // the first daemon's part of the matrix, before there was a second one
        reachability.assertRows(rows(ForwardingMachineTest::isOfTheFirst), ForwardingMachineTest::isOfTheFirst);
        run("apply", "NETWORKD");
        reachability.startContainers();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    /** Whether a row holds no container of the second daemon. */
    private static boolean isOfTheFirst(String row) {
        return row.matches("(c1|lan|host) .*") && !row.contains("c2");
    }

    /** Whether a row holds no container of the first daemon. */
    private static boolean isOfTheSecond(String row) {
        return !row.contains("c1");
    }

    private static List<String> rows(Predicate<String> chosen) {
        return APART.stream().filter(chosen).toList();
    }

    @Test
    @Order(1)
    void bothDaemonsHaveTheirNetworkAndNoPathBetween() {
        reachability.assertMatrix(APART);
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(
            strings = {
                "systemctl restart docker2",
                "systemctl restart docker",
                "systemctl restart docker2-network",
                "systemctl restart systemd-networkd",
                "networkctl reload; networkctl reconfigure docker1"
            })
    void staysSoAfter(String event) {
        machine.sh(event).orFail();

        reachability.assertMatrix(APART);
    }

    @Test
    @Order(3)
    void neitherDaemonNeedsTheOther() {
        machine.run("systemctl", "stop", "docker2.socket", "docker2").orFail();
        reachability.assertRows(rows(ForwardingMachineTest::isOfTheFirst), ForwardingMachineTest::isOfTheFirst);
        machine.run("systemctl", "start", "docker2").orFail();

        machine.run("systemctl", "stop", "docker.socket", "docker").orFail();
        reachability.assertRows(rows(ForwardingMachineTest::isOfTheSecond), ForwardingMachineTest::isOfTheSecond);
        machine.run("systemctl", "start", "docker").orFail();

        reachability.assertMatrix(APART);
    }

    @Test
    @Order(4)
    void staysSoAfterASecondApply() {
        assertThat(run("apply", "NETWORKD")).contains("nothing to do");

        reachability.assertMatrix(APART);
    }

    /** Whichever of the daemons' rules come first: those that were put in place last. */
    @Test
    @Order(5)
    void networksOfUsersAreApartFromOneAnotherAndFromThoseOfAnotherSecondDaemon() {
        run("apply", "NEIGHBOUR");
        assertThat(run("plan", "NETWORKD")).isEqualTo("Plan for stack ci: nothing to do");
        String elsewhere = reachability.serveOnANetworkOfItsOwn("docker2", "w2");
        String neighbour = reachability.serveOnANetworkOfItsOwn("docker3", "w3");
        String own =
                machine.out("docker2", "inspect", "--format", "{{.NetworkSettings.Networks.jobs.IPAddress}}", "u1");

        for (String first : List.of("docker2", "docker3")) {
            machine.run("systemctl", "restart", first + "-network").orFail();

            assertThat(List.of(
                            reachability.answer("docker2", "u1", elsewhere, 80),
                            reachability.answer("docker2", "w2", own, 80),
                            reachability.answer("docker2", "c2", own, 80),
                            reachability.answer("docker2", "u1", neighbour, 80),
                            reachability.answer("docker3", "w3", own, 80),
                            reachability.answer("docker3", "w3", Machine.LAN_ADDRESS, 80)))
                    .as("rules of %s first", first)
                    .containsExactly("-", "-", "-", "-", "-", "lan");
        }
        machine.run("docker2", "rm", "--force", "w2").orFail();
        machine.run("docker2", "network", "rm", "w2").orFail();
        run("remove", "NEIGHBOUR");
        reachability.assertMatrix(APART);
    }

    /** From the moment when they are made, since Outboard does not know their bridges, whatever their names. */
    @Test
    @Order(6)
    void networksOfTheFirstDaemonAreRefusedAtOnceWhateverTheirAddresses() {
        String usual = reachability.serveOnANetworkOfItsOwn("docker", "n1", "--subnet=192.168.77.0/24");
        String named = reachability.serveOnANetworkOfItsOwn(
                "docker", "n2", "--subnet=10.77.0.0/24", "--opt=com.docker.network.bridge.name=shop0");

        assertThat(List.of(
                        reachability.answer("docker2", "c2", usual, 80),
                        reachability.answer("docker2", "c2", named, 80),
                        reachability.answer("docker2", "u1", usual, 80),
                        reachability.answer("docker2", "u1", named, 80)))
                .containsOnly("-");
        assertThat(run("plan", "NETWORKD")).isEqualTo("Plan for stack ci: nothing to do");

        machine.run("docker", "rm", "--force", "n1", "n2").orFail();
        machine.run("docker", "network", "rm", "n1", "n2").orFail();
        reachability.assertMatrix(APART);
    }

    @Test
    @Order(7)
    void egressIsSwitchedOffWithoutInterruptingAContainer() {
        String started = machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "c2");

        assertThat(run("plan", "CLOSED"))
                .contains("~ docker2-network.service: ")
                .doesNotContain("! docker2");
        run("apply", "CLOSED");

        assertThat(reachability.matrix())
                .contains("c2 to lan: -", "u1 to lan: -", "u1 to u2's name: u2", "lan to c2's published port: c2");
        run("apply", "NETWORKD");
        reachability.assertMatrix(APART);
        assertThat(machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "c2"))
                .isEqualTo(started);
    }

    @Test
    @Order(8)
    void metadataOfTheCloudIsRefused() {
        machine.lan("ip", "address", "replace", "169.254.169.254/32", "dev", "lo")
                .orFail();
        machine.run("ip", "route", "replace", "169.254.169.254", "via", "192.168.50.1")
                .orFail();

        assertThat(reachability.answer("docker", "c1", "169.254.169.254", 80)).isEqualTo("lan");
        assertThat(reachability.answer("docker2", "c2", "169.254.169.254", 80)).isEqualTo("-");
    }

    @Test
    @Order(9)
    void aFirewallThatWasFlushedIsSeenAndMended() {
        machine.run("nft", "delete", "table", "ip", "outboard-docker2").orFail();

        assertThat(run("verify", "NETWORKD"))
                .contains(
                        "FAIL  the firewall has the rules",
                        "missing: table ip outboard-docker2 {",
                        "systemctl reload docker2-network.service")
                // from Docker 28 on, the first daemon lets no packet in by itself
                .contains((release == DebianRelease.SID ? "ok    " : "FAIL  ")
                        + "containers of docker2 do not reach those of the first daemon: ");

        machine.run("iptables", "--flush", "OUTBOARD-docker2").orFail();

        assertThat(run("verify", "NETWORKD")).contains("more, which \"/etc/docker2/network.sh check\" lists");
        assertThat(machine.run("/etc/docker2/network.sh", "check").stdout())
                .contains("missing: iptables filter -A OUTBOARD-docker2 -s 10.9.0.0/16 -j ACCEPT\n");
        assertThat(run("apply", "NETWORKD")).contains("$ systemctl reload docker2-network.service");
        assertThat(run("verify", "NETWORKD"))
                .contains(
                        "ok    containers of docker2 do not reach those of the first daemon: no answer from 172.17.0.")
                .doesNotContain("FAIL");
        assertThat(reachability.answer("docker2", "c2", Machine.ADDRESS, 9000)).isEqualTo("-");

        machine.run("nft", "insert", "rule", "ip", "outboard-docker2", "input", "accept")
                .orFail();

        assertThat(run("plan", "NETWORKD")).contains("~ docker2-network.service: not expected: accept\n");
        run("apply", "NETWORKD");
        assertThat(run("plan", "NETWORKD")).contains("nothing to do");
    }

    /** What is refused stands from one start of the unit to the next; a unit that is stopped leaves nothing. */
    @Test
    @Order(10)
    void whatIsRefusedStaysSoWhileTheRulesAreReplaced() {
        String dropIn = "/etc/systemd/system/docker2-network.service.d/look.conf";
        machine.write(
                dropIn, "[Service]\nExecStartPre=/bin/sh -c 'nft list table ip outboard-docker2 >/run/between'\n");
        machine.sh("systemctl daemon-reload; systemctl restart docker2-network").orFail();

        assertThat(machine.read("/run/between")).contains("ip saddr 10.9.0.0/16 drop");
        machine.run("systemctl", "stop", "docker2-network").orFail();
        assertThat(machine.out("nft", "list", "tables")).doesNotContain("outboard");

        machine.sh("rm -r \"$(dirname " + dropIn + ")\"; systemctl daemon-reload; systemctl start docker2-network")
                .orFail();
        reachability.assertMatrix(APART);
    }

    /** Its rules begin with {@code flush ruleset}, which takes those of all away: the first daemon's too, until it restarts. */
    @Test
    @Order(11)
    void rulesAreBackAfterTheServiceOfNftablesLoadedItsOwn() {
        String flush = "systemctl $1 nftables; timeout 30 sh -c 'until nft list table ip outboard-docker2"
                + " && iptables --table nat --check POSTROUTING --jump OUTBOARD-docker2; do sleep 0.1; done' 2>&1";
        for (String verb : List.of("restart", "reload")) {
            machine.sh(flush, verb).orFail();

            assertThat(reachability.matrix())
                    .as(verb)
                    .contains(
                            "c2 to lan: lan",
                            "c2 to c1's address: -",
                            "c2 to a service of the host: -",
                            "u1 to a service of the host: -",
                            "lan to c2's address: -");
        }
        machine.run("systemctl", "restart", "docker").orFail();
        reachability.assertMatrix(APART);
    }

    @Test
    @Order(12)
    void staysSoAfterReboot() {
        machine.reboot();

        reachability.assertMatrix(APART);
    }

    @Test
    @Order(13)
    void leavesTheFirstDaemonAsItWasWhenItIsRemoved() {
        run("remove", "NETWORKD");

        reachability.assertRows(rows(ForwardingMachineTest::isOfTheFirst), ForwardingMachineTest::isOfTheFirst);
        assertThat(machine.out("sh", "-c", "iptables-save; ip6tables-save; nft list ruleset"))
                .doesNotContainIgnoringCase("OUTBOARD")
                .doesNotContain("10.9.0.0");
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }
}
