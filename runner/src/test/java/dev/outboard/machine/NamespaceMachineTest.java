package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

/** A second daemon in a network namespace of its own: what reaches what, whatever happens. */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class NamespaceMachineTest {
    private static final int AFTER_ALL_OTHERS = Order.DEFAULT + 1;
    private static final int LAST = AFTER_ALL_OTHERS + 1;

    /** As with a shared network, but for the published port, which is not the host's. */
    private static final List<String> APART = ForwardingMachineTest.APART.stream()
            .map(row -> row.replace("c2's published port: c2", "c2's published port: -"))
            .toList();

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private Reachability reachability;

    @BeforeParameterizedClassInvocation
    void apply() {
        machine = Machine.boot(release, "namespace");
        run("apply", "NAMESPACE");
        reachability = Reachability.on(machine);
        reachability.startContainers();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    @Test
    void bothDaemonsHaveTheirNetworkAndNoPathBetween() {
        reachability.assertMatrix(APART);
        assertThat(run("verify", "NAMESPACE"))
                .contains("ok    docker2 is in a network namespace of its own")
                .doesNotContain("FAIL");
        assertThat(run("plan", "NAMESPACE")).contains("nothing to do");
    }

    @Test
    void publishedPortAnswersTheHostAtTheAddressOfTheNamespace() {
        assertThat(machine.out("busybox", "wget", "-q", "-O", "-", "http://10.10.255.254:8082/"))
                .isEqualTo("c2");
    }

    @Test
    void containerWithTheNetworkOfItsHostHasThatOfTheNamespace() {
        assertThat(machine.out("docker2", "run", "--rm", "--network", "host", "busybox:1", "ip", "-o", "link"))
                .contains("docker1")
                .doesNotContain("host0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "systemctl restart docker2",
                "systemctl restart docker2-containerd; systemctl start docker2",
                "systemctl stop docker2.socket docker2; systemctl start docker2",
                "systemctl restart docker",
                "systemctl stop docker.socket docker; systemctl start docker",
                "systemctl restart docker2-network",
                "systemctl restart systemd-networkd",
                "networkctl reconfigure host0"
            })
    void staysSoAfter(String event) {
        // in less than a minute, systemd would refuse the fourth start
        machine.sh("systemctl reset-failed 'docker*.service' 'docker*.socket'; " + event)
                .orFail();

        reachability.assertMatrix(APART);
    }

    @Test
    void whatIsMissingInTheNamespaceIsPutBackWithoutInterruption() {
        String started = machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "c2");
        machine.run("ip", "-netns", "docker2", "address", "flush", "dev", "docker1")
                .orFail();

        assertThat(run("plan", "NAMESPACE"))
                .contains("docker1 in network namespace docker2 has no address 10.9.0.1/16")
                .doesNotContain("! docker2");
        run("apply", "NAMESPACE");

        reachability.assertMatrix(APART);
        assertThat(machine.out("docker2", "inspect", "--format", "{{.State.StartedAt}}", "c2"))
                .isEqualTo(started);
    }

    @Test
    @Order(AFTER_ALL_OTHERS)
    void staysSoAfterReboot() {
        machine.reboot();

        reachability.assertMatrix(APART);
    }

    @Test
    @Order(LAST)
    void removalTakesTheNamespaceAwayAndLeavesTheFirstDaemonItsNetwork() {
        run("remove", "NAMESPACE");

        assertThat(machine.out("ip", "netns", "list")).isEmpty();
        assertThat(machine.out("ip", "-brief", "link", "show")).doesNotContain("docker2", "docker1");
        assertThat(machine.run("test", "-e", "/docker2").succeeded()).isFalse();
        assertThat(reachability.answer("docker", "c1", Machine.LAN_ADDRESS, 80)).isEqualTo("lan");
    }

    private String run(String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }
}
