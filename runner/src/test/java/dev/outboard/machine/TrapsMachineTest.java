package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What goes wrong where somebody writes a second daemon by hand, each beside what Outboard makes of it. That these traps
 * are still there is what each rule of Outboard's is for.
 */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit calls boot()
class TrapsMachineTest {
    /** A daemon that leaves the firewall alone and has paths of its own. */
    private static final String NAIVE = """
            [Service]
            Type=notify
            ExecStart=/usr/sbin/dockerd -H unix:///run/naive.sock --config-file=/etc/naive.json --data-root=/naive \\
                --exec-root=/run/naive --pidfile=/run/naive.pid --containerd=/run/containerd/containerd.sock \\
                --containerd-namespace=naive --iptables=false --ip-masq=false
            """;

    private static final String BRIDGE = "ip link add naive0 type bridge; ip link set naive0 up";
    private static final String ADDRESS = "ip address add 10.30.0.1/16 dev naive0";
    private static final String POOL =
            "\"default-address-pools\": [{\"base\": \"10.31.0.0/16\", \"size\": 24}], \"bridge\": \"naive0\"";

    private Machine machine;

    @BeforeAll
    void boot() {
        machine = Machine.boot(DebianRelease.BOOKWORM, "traps");
        machine.write("/etc/systemd/system/naive.service", NAIVE);
    }

    @AfterAll
    void close() {
        machine.close();
    }

    private void naive(String configuration, String... commands) {
        machine.write("/etc/naive.json", "{" + configuration + "}\n");
        for (String command : commands) {
            machine.sh(command).orFail();
        }
    }

    private void forget() {
        machine.sh("systemctl stop naive; rm -rf /naive; ip link delete naive0 2>/dev/null || :;"
                        + " systemctl reset-failed docker.service; systemctl restart docker")
                .orFail();
        assertThat(exists("docker0")).as("docker0 is back").isTrue();
    }

    private boolean exists(String device) {
        return machine.run("ip", "link", "show", "dev", device).succeeded();
    }

    private String addresses(String device) {
        return machine.out("ip", "-brief", "-4", "address", "show", "dev", device);
    }

    /** Whether networkd is done with a bridge that nothing is plugged into. */
    private boolean isSetUp(String device) {
        return machine.run(
                        "/usr/lib/systemd/systemd-networkd-wait-online",
                        "--interface=" + device + ":no-carrier",
                        "--timeout=2")
                .succeeded();
    }

    @Test
    @Order(1)
    void addressPoolsWithoutLiveRestoreDeleteTheFirstDaemonsBridge() {
        naive(POOL, BRIDGE, ADDRESS, "systemctl start naive");
        assertThat(exists("docker0")).as("after the first start").isTrue();
        machine.run("systemctl", "restart", "naive").orFail();
        assertThat(exists("docker0")).as("after the second start").isFalse();
        forget();
    }

    @Test
    @Order(2)
    void noBridgeDeletesTheFirstDaemonsBridge() {
        naive("\"bridge\": \"none\"", "systemctl start naive");
        assertThat(exists("docker0")).isFalse();
        forget();
    }

    @Test
    @Order(3)
    void aBridgeWithoutAddressGetsOneThatNobodyAskedFor() {
        naive("\"bridge\": \"naive0\"", BRIDGE, "systemctl start naive");
        assertThat(addresses("naive0")).contains("172.18.0.1/16");
        forget();
    }

    @Test
    @Order(4)
    void theArticlesFilesForNetworkdLeaveTheBridgeWithoutAddress() {
        machine.write("/etc/systemd/network/naive1.netdev", "[NetDev]\nName=naive1\nKind=bridge\n");
        machine.write("/etc/systemd/network/naive1.network", "[Match]\nName=naive1\n[Network]\nAddress=10.32.0.1/16\n");
        machine.run("networkctl", "reload").orFail();

        assertThat(isSetUp("naive1")).isFalse();
        assertThat(addresses("naive1")).doesNotContain("10.32.0.1");
        machine.sh("rm /etc/systemd/network/naive1.*; networkctl reload; ip link delete naive1")
                .orFail();
    }

    @Test
    @Order(5)
    void aStackOfOutboardHasNoneOfThem() {
        machine.java(Scenario.class, "apply", "NETWORKD").orFail();

        assertThat(isSetUp("docker1")).isTrue();
        assertThat(addresses("docker1")).contains("10.9.0.1/16");
        machine.run("systemctl", "restart", "docker2").orFail();
        assertThat(exists("docker0")).as("after a restart of the second daemon").isTrue();
        assertThat(addresses("docker1")).contains("10.9.0.1/16");
    }

    @Test
    @Order(6)
    void aDaemonOfOutboardRatherFailsThanTakesAnotherAddress() {
        machine.sh("systemctl stop docker2.socket docker2; ip address flush dev docker1")
                .orFail();

        assertThat(machine.run("systemctl", "start", "docker2").succeeded()).isFalse();

        assertThat(addresses("docker1")).doesNotContain("172.18.0.1");
        assertThat(machine.out("journalctl", "--unit=docker2", "--output=cat", "--lines=30"))
                .contains("bridge docker1 has no address 10.9.0.1/16");
    }
}
