package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches whom, whatever happens to either daemon or to the network. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class ForwardingMachineTest {
    private static final List<String> APART = List.of(
            "c1 to c2's address: -",
            "c1 to lan: lan",
            "c2 to c1's address: -",
            "c2 to c1's published port: -",
            "c2 to lan: lan",
            "u1 to c1's address: -",
            "u1 to lan: lan",
            "u1 to u2's name: u2",
            "lan to c1's published port: c1",
            "lan to c2's published port: c2",
            "lan to c2's address: -");

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private Reachability reachability;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "forwarding");
        machine.java(Scenario.class, "apply", "NETWORKD").orFail();
        reachability = Reachability.on(machine);
        reachability.startContainers();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    void bothDaemonsHaveTheirNetworkAndNoPathBetween() {
        assertThat(reachability.matrix()).isEqualTo(APART);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systemctl restart docker2",
                "systemctl restart docker",
                "systemctl stop docker2.socket docker2; systemctl start docker2",
                "systemctl stop docker.socket docker; systemctl start docker",
                "systemctl restart docker2-network",
                "systemctl restart systemd-networkd",
                "networkctl reload; networkctl reconfigure docker1"
            })
    void staysSoAfter(String event) {
        machine.sh(event).orFail();

        assertThat(reachability.matrix()).isEqualTo(APART);
    }

    @Test
    void staysSoAfterReboot() {
        machine.reboot();

        assertThat(reachability.matrix()).isEqualTo(APART);
    }

    @Test
    void staysSoAfterASecondApply() {
        assertThat(run("apply", "NETWORKD")).contains("nothing to do");

        assertThat(reachability.matrix()).isEqualTo(APART);
    }

    @Test
    void secondDaemonDoesNotNeedTheFirst() {
        machine.run("systemctl", "stop", "docker.socket", "docker").orFail();

        assertThat(reachability.matrix())
                .contains(
                        "c2 to lan: lan", "u1 to lan: lan", "lan to c2's published port: c2", "lan to c2's address: -");

        machine.run("systemctl", "start", "docker").orFail();
    }

    @Test
    void egressIsSwitchedOffWithoutInterruptingAContainer() {
        String started = machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "c2");

        assertThat(run("plan", "CLOSED"))
                .contains("~ docker2-network.service: ")
                .doesNotContain("! docker2");
        run("apply", "CLOSED");

        assertThat(reachability.matrix())
                .contains("c2 to lan: -", "u1 to lan: -", "u1 to u2's name: u2", "lan to c2's published port: c2");
        run("apply", "NETWORKD");
        assertThat(reachability.matrix()).isEqualTo(APART);
        assertThat(machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "c2"))
                .isEqualTo(started);
    }

    @Test
    void metadataOfTheCloudIsRefused() {
        machine.lan("ip", "address", "replace", "169.254.169.254/32", "dev", "lo")
                .orFail();
        machine.run("ip", "route", "replace", "169.254.169.254", "via", "192.168.50.1")
                .orFail();

        assertThat(reachability.answer("docker", "c1", "169.254.169.254")).isEqualTo("lan");
        assertThat(reachability.answer("docker2", "c2", "169.254.169.254")).isEmpty();
    }

    @Test
    void verificationSeesAFirewallThatWasFlushed() {
        assertThat(run("verify", "NETWORKD")).contains("ok    the firewall has the rules of docker2's containers");

        machine.run("iptables", "--flush", "OUTBOARD-docker2").orFail();

        assertThat(run("verify", "NETWORKD"))
                .contains("FAIL  the firewall has the rules", "systemctl restart docker2-network.service");
        machine.run("systemctl", "restart", "docker2-network.service").orFail();
        assertThat(reachability.matrix()).isEqualTo(APART);
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }
}
