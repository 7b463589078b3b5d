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
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The network of the host stays as it is, on every Debian: first where scripts configure it and systemd-networkd is not in
 * use, as with ifupdown, with the policy rules of wg-quick(8) and tailscale, and a file for networkd that somebody forgot;
 * then where networkd runs, with files of others that match too much.
 */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class HostNetworkMachineTest {
    private static final String FORGOTTEN = "/etc/systemd/network/20-wired.network";

    private static final String SCRIPTED = """
            [Unit]
            Before=network.target
            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=/sbin/ip link set dev host0 up
            ExecStart=/sbin/ip address add 192.168.50.2/24 dev host0
            ExecStart=/sbin/ip route add default via 192.168.50.1
            ExecStart=/sbin/ip route add 10.201.0.0/16 via 192.168.50.1 table 52
            ExecStart=/sbin/ip rule add to 10.201.0.0/16 table 52 priority 5270
            ExecStart=/sbin/ip rule add table main suppress_prefixlength 0 priority 32763
            ExecStart=/sbin/ip rule add not fwmark 51820 table 51820 priority 32764
            [Install]
            WantedBy=multi-user.target
            """;

    private static final String NETWORK = """
            ip -brief link show | grep -v -e '^docker1 ' -e '^veth' -e '^lo ' | sed -e 's/ .*//' -e 's/@if.*//' | sort
            ip -4 -brief address show dev host0 | sed 's/@if[0-9]*//' | tr -s ' '
            ip route show table all | grep -e '^default' -e ' 52' | sort
            ip rule show
            cat /etc/resolv.conf 2>/dev/null || true
            cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding /proc/sys/net/ipv4/conf/all/rp_filter
            systemctl is-enabled systemd-networkd.service systemd-networkd-wait-online.service || true
            systemctl is-active systemd-networkd.service || true
            """;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private String before;

    @BeforeParameterizedClassInvocation
    void boot() {
        machine = Machine.boot(release, "hostnet");
        machine.write("/etc/systemd/system/scripted.service", SCRIPTED);
        machine.sh("mv /etc/systemd/network/10-host0.network /root; systemctl enable scripted.service;"
                        + " systemctl disable systemd-networkd.service systemd-networkd-wait-online.service")
                .orFail();
        machine.write(FORGOTTEN, "[Match]\nName=h*\n[Network]\nDHCP=yes\n");
        machine.reboot();
        before = network();
    }

    @AfterParameterizedClassInvocation
    void close() {
        machine.close();
    }

    private String network() {
        return machine.sh(NETWORK).orFail().text();
    }

    private String run(String verb, Scenario scenario) {
        return machine.java(Scenario.class, verb, scenario.name()).orFail().text();
    }

    private String refusal(String verb, Scenario scenario) {
        Result result = machine.java(Scenario.class, verb, scenario.name());
        assertThat(result.succeeded()).isFalse();
        return result.stderr();
    }

    @Test
    @Order(1)
    void anApplyLeavesANetworkThatScriptsMade() {
        assertThat(before).contains("192.168.50.2/24", "5270:", "32763:", "32764:", "inactive");

        assertThat(run("apply", Scenario.NETWORKD))
                .contains("docker1-bridge.service")
                .doesNotContain("networkd");

        assertThat(network()).isEqualTo(before);
        assertThat(run("plan", Scenario.NETWORKD)).isEqualTo("Plan for stack ci: nothing to do");
        assertThat(run("verify", Scenario.NETWORKD))
                .contains("ok    the host's network is unharmed")
                .doesNotContain("FAIL");
    }

    @Test
    @Order(2)
    void theBridgeAndTheNetworkAreBackAfterAReboot() {
        machine.reboot();

        assertThat(network()).isEqualTo(before);
        assertThat(machine.out("systemctl", "is-active", "docker1-bridge.service", "docker2.service"))
                .isEqualTo("active\nactive");
        assertThat(run("plan", Scenario.NETWORKD)).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(3)
    void aRepairLeavesTheNetwork() {
        machine.sh("ip link delete docker1; systemctl stop docker2.service docker1-bridge.service")
                .orFail();

        run("apply", Scenario.NETWORKD);

        assertThat(network()).isEqualTo(before);
        assertThat(run("plan", Scenario.NETWORKD)).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(4)
    void aRollBackAndARemovalLeaveTheNetwork() {
        assertThat(refusal("apply", Scenario.BROKEN)).contains("everything that was done was taken back");
        assertThat(network()).isEqualTo(before);

        run("remove", Scenario.NETWORKD);

        assertThat(network()).isEqualTo(before);
        assertThat(machine.run("ip", "link", "show", "dev", "docker1").succeeded())
                .isFalse();
    }

    @Test
    @Order(5)
    void aStartOfNetworkdThatWouldTakeALinkOverIsRefused() {
        assertThat(refusal("apply", Scenario.BY_NETWORKD))
                .contains("link host0 from " + FORGOTTEN, "persistence(UNIT)");

        assertThat(network()).isEqualTo(before);
    }

    @Test
    @Order(6)
    void aNetworkdThatOutboardStartsLeavesRulesAndRoutes() {
        machine.sh("rm " + FORGOTTEN + "; ln -s /dev/null /etc/systemd/network/80-container-host0.network")
                .orFail();

        run("apply", Scenario.BY_NETWORKD);

        assertThat(machine.out("ip", "rule", "show")).contains("5270:", "32763:", "32764:");
        assertThat(machine.out("ip", "route", "show", "table", "52")).contains("10.201.0.0/16");

        run("remove", Scenario.BY_NETWORKD);

        assertThat(network()).isEqualTo(before);
    }

    @Test
    @Order(7)
    void filesForNetworkdComeBeforePatternsOfOthers() {
        machine.sh("systemctl disable --now scripted.service; mv /root/10-host0.network /etc/systemd/network;"
                        + " ip address flush dev host0;"
                        // whenever systemd-networkd 252 configures a link, it deletes the rules of others
                        + " for priority in 5270 32763 32764; do ip rule delete priority $priority; done")
                .orFail();
        machine.write(
                "/etc/systemd/network/05-all.network",
                "[Match]\nName=docker1 docker*\n[Network]\nAddress=10.77.0.1/24\n");
        machine.write("/etc/systemd/network/04-none.network", "[Match]\nName=docker0\n[Link]\nUnmanaged=yes\n");
        machine.sh("systemctl enable --now systemd-networkd.service;"
                        + " systemctl disable systemd-networkd-wait-online.service;"
                        + " /usr/lib/systemd/systemd-networkd-wait-online --interface=host0 --timeout=20")
                .orFail();
        String running = network();

        assertThat(run("apply", Scenario.NETWORKD)).contains("05-all.network matches it too");

        assertThat(network()).isEqualTo(running);
        assertThat(machine.out("ip", "-4", "-brief", "address", "show", "dev", "docker1"))
                .contains("10.9.0.1/16")
                .doesNotContain("10.77.0.1");
        assertThat(machine.out("ip", "-4", "-brief", "address", "show", "dev", "docker0"))
                .contains("172.17.0.1/16");
        run("remove", Scenario.NETWORKD);
        assertThat(network()).isEqualTo(running);
    }

    @Test
    @Order(8)
    void aReloadThatWouldBringAFileToLifeIsRefused() {
        machine.run("rm", "/etc/systemd/network/05-all.network").orFail();
        machine.write(
                "/etc/systemd/network/02-later.network", "[Match]\nName=host0\n[Network]\nAddress=198.51.100.7/24\n");
        String running = network();

        assertThat(refusal("apply", Scenario.BY_NETWORKD))
                .contains("02-later.network: a reload would configure link host0 from it");

        assertThat(network()).isEqualTo(running);
    }
}
