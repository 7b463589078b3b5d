package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What goes wrong where a second daemon is set up by hand, each beside what Outboard makes of it. That these traps
 * are still there is what each rule of Outboard's is for.
 */
@MachineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit calls boot()
class TrapsMachineTest {
    /** A daemon that leaves the firewall alone and has paths of its own. */
    private static final String OPTIONS =
            "-H unix:///run/naive.sock --config-file=/etc/naive.json --data-root=/naive --exec-root=/run/naive"
                    + " --pidfile=/run/naive.pid --containerd-namespace=naive --iptables=false --ip-masq=false";

    private static final String NAIVE = """
            [Service]
            Type=notify
            ExecStart=/usr/sbin/dockerd --containerd=/run/containerd/containerd.sock %s
            """.formatted(OPTIONS);

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

    private boolean isActive(String unit) {
        return machine.run("systemctl", "is-active", "--quiet", unit).succeeded();
    }

    private String log(String unit) {
        return machine.out("journalctl", "--unit=" + unit, "--output=cat");
    }

    private String labels(String... client) {
        List<String> command = new ArrayList<>(List.of(client));
        command.addAll(List.of("info", "--format", "{{.Labels}}"));
        return machine.run(command).orFail().text();
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
    void theNamespaceOfPluginsInTheFileIsIgnored() {
        naive(
                "\"debug\": true, \"bridge\": \"naive0\", \"containerd-plugins-namespace\": \"plugins.naive\"",
                BRIDGE,
                ADDRESS,
                "systemctl start naive");
        assertThat(log("naive")).contains("namespace=plugins.moby").doesNotContain("namespace=plugins.naive");
        forget();
    }

    /** The first daemon's own units show it, which a copy has from them. */
    @Test
    @Order(6)
    void aVendorsSocketStartsADaemonThatWasStopped() {
        machine.run("systemctl", "stop", "docker").orFail();

        assertThat(isActive("docker.socket")).isTrue();
        machine.run("docker", "info").orFail();
        assertThat(isActive("docker.service")).isTrue();
    }

    @Test
    @Order(7)
    void aCopyOfTheVendorsUnitHasTheOptionsOfTheFirstDaemon() {
        machine.write("/etc/default/docker", "DOCKER_OPTS=--label=of=the-first\n");
        machine.sh(
                        "sed --regexp-extended -e '/^(Requires|After|Wants)=.*docker.socket/d' -e \"s#-H fd://#$1#\""
                                + " \"$(systemctl show --property=FragmentPath --value docker)\" >/etc/systemd/system/copy.service;"
                                + " systemctl daemon-reload",
                        OPTIONS)
                .orFail();
        naive("\"bridge\": \"naive0\"", BRIDGE, ADDRESS, "systemctl start copy");

        assertThat(labels("docker", "--host=unix:///run/naive.sock")).contains("of=the-first");
        machine.sh("systemctl stop copy; rm /etc/systemd/system/copy.service").orFail();
        forget();
        assertThat(labels("docker")).contains("of=the-first");
    }

    @Test
    @Order(8)
    void aStackOfOutboardHasNoneOfThem() {
        machine.java(Scenario.class, "apply", "NETWORKD").orFail();

        assertThat(isSetUp("docker1")).isTrue();
        assertThat(addresses("docker1")).contains("10.9.0.1/16");
        assertThat(labels("docker2")).doesNotContain("of=the-first");
        machine.sh("sed --in-place '1a \"debug\": true,' /etc/docker2/daemon.json; systemctl restart docker2")
                .orFail();
        assertThat(exists("docker0")).as("after a restart of the second daemon").isTrue();
        assertThat(addresses("docker1")).contains("10.9.0.1/16");
        assertThat(log("docker2")).contains("namespace=plugins.docker2").doesNotContain("namespace=plugins.moby");
        machine.run("systemctl", "stop", "docker2").orFail();
        assertThat(machine.run("docker2", "info").succeeded()).isFalse();
        assertThat(isActive("docker2.service")).isFalse();
    }

    @Test
    @Order(9)
    void aDaemonOfOutboardRatherFailsThanTakesAnotherAddress() {
        machine.sh("systemctl stop docker2.socket docker2; ip address flush dev docker1")
                .orFail();

        assertThat(machine.run("systemctl", "start", "docker2").succeeded()).isFalse();

        assertThat(addresses("docker1")).doesNotContain("172.18.0.1");
        assertThat(machine.out("journalctl", "--unit=docker2", "--output=cat", "--lines=30"))
                .contains("bridge docker1 has no address 10.9.0.1/16");
    }
}
