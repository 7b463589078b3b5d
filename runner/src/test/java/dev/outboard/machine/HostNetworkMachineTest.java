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
 * The network of the host stays as it is, on every Debian: first where ifupdown configures it and systemd-networkd is not in
 * use, with the policy rules of wg-quick(8) and tailscale, and a forgotten file for networkd; then where
 * networkd runs, with rules that it would delete, and with files of others that match too much; then where NetworkManager
 * runs. The firewall of the host and the parameters of its kernel stay as they are as well.
 */
@MachineTest
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class HostNetworkMachineTest {
    private static final String FORGOTTEN = "/etc/systemd/network/20-wired.network";

    private static final String INTERFACES = """
            auto host0
            iface host0 inet static
                address 192.168.50.2/24
                gateway 192.168.50.1
                up ip route add 10.201.0.0/16 via 192.168.50.1 table 52
                up ip rule add to 10.201.0.0/16 table 52 priority 5270
                up ip rule add table main suppress_prefixlength 0 priority 32763
                up ip rule add not fwmark 51820 table 51820 priority 32764
            """;

    private static final String AWAIT_NETWORKD =
            " /usr/lib/systemd/systemd-networkd-wait-online --interface=host0 --timeout=20\n";

    /** Those of a VPN, and a route through no link; networkd deletes both whenever it configures a link. */
    private static final String FOREIGN_RULES = """
            ip rule show | grep -q ^5270: || ip rule add to 10.201.0.0/16 table 52 priority 5270
            ip rule show | grep -q ^32764: || ip rule add not fwmark 51820 table 51820 priority 32764
            ip route add blackhole 10.204.0.0/16
            """;

    /** A group, as routing daemons make it. systemd-networkd 252 can't leave it. */
    private static final String NEXT_HOPS = """
            ip nexthop add id 7 via 192.168.50.1 dev host0
            ip nexthop add id 9 group 7
            ip route add 10.209.0.0/16 nhid 9 table 52
            """;

    private static final String NO_NEXT_HOPS =
            "ip route delete 10.209.0.0/16 table 52; ip nexthop delete id 9; ip nexthop delete id 7";

    private static final String NETWORK = """
            ip -brief link show | grep -v -e '^docker1 ' -e '^veth' -e '^lo ' | sed -e 's/ .*//' -e 's/@if.*//' | sort
            ip -4 -brief address show dev host0 | sed 's/@if[0-9]*//' | tr -s ' '
            ip route show table all | grep -e '^default' -e ' 52' -e ^blackhole | sort
            ip rule show
            ip nexthop show
            cat /etc/resolv.conf 2>/dev/null || true
            sysctl --all 2>/dev/null | grep -e ^net.ipv4 -e ^net.ipv6 -e ^net.bridge | grep -v -e docker1 -e veth -e fastopen_key
            { iptables-save; ip6tables-save; } | grep -v -e '^#' -e OUTBOARD | sed 's/ \\[[0-9:]*\\]//' | sort
            nft list table inet admin | sed 's/packets [0-9]* bytes [0-9]*//'
            systemctl is-enabled systemd-networkd.service systemd-networkd-wait-online.service || true
            systemctl is-active systemd-networkd.service || true
            systemctl list-units --state=active --plain --no-legend 'systemd-networkd*.socket' | sed 's/ .*//'
            if systemctl --quiet is-active NetworkManager.service; then
              nmcli --terse --fields DEVICE,STATE,CONNECTION device | grep -v -e ^docker1: -e ^veth | sort
              nmcli --terse --fields NAME connection | grep -v '^docker1$' | sort
              ls /etc/NetworkManager/system-connections
            fi
            """;

    private static final String FIREWALL = """
            table inet admin {
              chain input {
                type filter hook input priority filter; policy accept;
                tcp dport 9 counter drop
              }
            }
            """;

    private static final String LAN = """
            [connection]
            id=lan
            type=ethernet
            interface-name=host0
            [ipv4]
            method=manual
            address1=192.168.50.2/24,192.168.50.1
            dns=192.168.50.1
            route1=10.201.0.0/16,192.168.50.1
            route1_options=table=52
            routing-rule1=priority 5270 to 10.201.0.0/16 table 52
            [ipv6]
            method=disabled
            """;

    @Parameter
    private DebianRelease release;

    private Machine machine;
    private String before;

    @BeforeParameterizedClassInvocation
    void boot() {
        machine = Machine.boot(release, "hostnet", "ifupdown", "network-manager");
        machine.write("/etc/network/interfaces", INTERFACES);
        machine.write("/etc/nftables.conf", FIREWALL);
        machine.sh(
                        "mv /etc/systemd/network/10-host0.network /root; systemctl enable networking.service nftables.service;"
                                + " systemctl disable systemd-networkd.service systemd-networkd-wait-online.service"
                                + " NetworkManager.service")
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
    @Order(0)
    void aBridgeInTheRangeOfALinkThatIsConfiguredAndDownIsRefused() {
        machine.write("/etc/network/interfaces.d/lab", "iface br-lab inet static\n    address 10.9.4.1/24\n");
        assertThat(refusal("plan", Scenario.NETWORKD))
                .contains("10.9.4.0/24, a network that is defined in /etc/network/interfaces.d/lab");
        machine.run("rm", "/etc/network/interfaces.d/lab").orFail();

        machine.sh("nmcli --offline connection add type bridge con-name lab ifname br-lab ipv4.method manual"
                        + " ipv4.addresses 10.9.8.1/24 >/etc/NetworkManager/system-connections/lab.nmconnection")
                .orFail();
        assertThat(refusal("plan", Scenario.NETWORKD))
                .contains(
                        "10.9.8.0/24, a network that is defined in /etc/NetworkManager/system-connections/lab.nmconnection");
        machine.run("rm", "/etc/NetworkManager/system-connections/lab.nmconnection")
                .orFail();
    }

    @Test
    @Order(1)
    void anApplyLeavesWhatIfupdownConfigured() {
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
    void anAddressThatAnotherProgramAddsDuringAnApplyStaysAndVerifyTells() {
        machine.run(
                        "systemd-run",
                        "--quiet",
                        "--collect",
                        "sh",
                        "-c",
                        "until ip link show dev docker1; do sleep 0.05; done; ip address add 198.51.100.7/24 dev host0")
                .orFail();

        run("apply", Scenario.NETWORKD);

        assertThat(machine.out("ip", "-brief", "address", "show", "dev", "host0"))
                .contains("198.51.100.7/24");
        assertThat(run("verify", Scenario.NETWORKD))
                .contains("while it ran, link host0 has got the address 198.51.100.7/24")
                .doesNotContain("FAIL");

        machine.run("ip", "address", "delete", "198.51.100.7/24", "dev", "host0")
                .orFail();
        run("remove", Scenario.NETWORKD);
        assertThat(network()).isEqualTo(before);
    }

    @Test
    @Order(6)
    void aSmallerMtuOfTheWayOutIsNoted() {
        machine.run("ip", "link", "set", "dev", "host0", "mtu", "1400").orFail();

        assertThat(run("plan", Scenario.NETWORKD))
                .contains("link host0, by which this host reaches others, has MTU 1400", "mtu(1400)");

        machine.run("ip", "link", "set", "dev", "host0", "mtu", "1500").orFail();
    }

    @Test
    @Order(7)
    void aStartOfNetworkdThatWouldTakeALinkOverIsRefused() {
        assertThat(refusal("apply", Scenario.BY_NETWORKD))
                .contains("link host0 from " + FORGOTTEN, "persistence(UNIT)");

        assertThat(network()).isEqualTo(before);
    }

    @Test
    @Order(8)
    void aNetworkdThatOutboardStartsLeavesRulesAndRoutes() {
        machine.sh("rm " + FORGOTTEN + "; ln -s /dev/null /etc/systemd/network/80-container-host0.network")
                .orFail();
        machine.sh(NEXT_HOPS).orFail();
        if (release == DebianRelease.BOOKWORM) {
            assertThat(refusal("plan", Scenario.BY_NETWORKD)).contains("route 10.209.0.0/16", "persistence(UNIT)");
            machine.sh(NO_NEXT_HOPS).orFail();
        }
        String unused = network();

        run("apply", Scenario.BY_NETWORKD);

        assertThat(machine.out("ip", "rule", "show")).contains("5270:", "32763:", "32764:");
        assertThat(machine.out("ip", "route", "show", "table", "52")).contains("10.201.0.0/16");
        assertThat(machine.out("ip", "route", "show", "table", "52").contains("10.209.0.0/16"))
                .isEqualTo(release != DebianRelease.BOOKWORM);

        run("remove", Scenario.BY_NETWORKD);

        assertThat(network()).isEqualTo(unused);
        if (release != DebianRelease.BOOKWORM) {
            machine.sh(NO_NEXT_HOPS).orFail();
        }
    }

    @Test
    @Order(9)
    void aRunningNetworkdThatWouldDeleteRulesOfOthersMakesNoBridge() {
        machine.sh(
                        "systemctl disable networking.service; rm /etc/network/interfaces; mv /root/10-host0.network /etc/systemd/network;"
                                + " systemctl enable --now systemd-networkd.service;"
                                + " systemctl disable systemd-networkd-wait-online.service;" + AWAIT_NETWORKD)
                .orFail();
        machine.sh(FOREIGN_RULES).orFail();
        String running = network();

        assertThat(run("apply", Scenario.NETWORKD))
                .contains("docker1-bridge.service")
                .doesNotContain("networkctl");
        assertThat(network()).isEqualTo(running);
        assertThat(run("plan", Scenario.NETWORKD)).isEqualTo("Plan for stack ci: nothing to do");
        assertThat(refusal("plan", Scenario.BY_NETWORKD))
                .contains("rule 5270: src all dst 10.201.0.0", "persistence(UNIT)", "ManageForeignRoutingPolicyRules");

        run("remove", Scenario.NETWORKD);
        assertThat(network()).isEqualTo(running);
    }

    @Test
    @Order(10)
    void aRunningNetworkdThatLeavesRulesOfOthersMakesTheBridgeBeforePatternsOfOthers() {
        machine.write(
                "/etc/systemd/networkd.conf.d/vpn.conf",
                "[Network]\nManageForeignRoutingPolicyRules=no\nManageForeignRoutes=no\n");
        machine.write(
                "/etc/systemd/network/05-all.network",
                "[Match]\nName=docker1 docker*\n[Network]\nAddress=10.77.0.1/24\n");
        machine.write("/etc/systemd/network/04-none.network", "[Match]\nName=docker0\n[Link]\nUnmanaged=yes\n");
        machine.reboot();
        machine.sh(AWAIT_NETWORKD + FOREIGN_RULES).orFail();
        String running = network();

        assertThat(run("apply", Scenario.NETWORKD)).contains("05-all.network matches it too", "networkctl reload");

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
    @Order(11)
    void aReloadThatWouldBringAFileToLifeIsRefused() {
        machine.run("rm", "/etc/systemd/network/05-all.network").orFail();
        machine.write(
                "/etc/systemd/network/02-later.network", "[Match]\nName=host0\n[Network]\nAddress=198.51.100.7/24\n");
        String running = network();

        assertThat(refusal("apply", Scenario.BY_NETWORKD))
                .contains("02-later.network: a reload would configure link host0 from it");

        assertThat(network()).isEqualTo(running);
    }

    @Test
    @Order(12)
    void anApplyLeavesWhatNetworkManagerConfigured() {
        String connection = "/etc/NetworkManager/system-connections/lan.nmconnection";
        machine.sh(
                        "rm -r /etc/systemd/network /etc/systemd/networkd.conf.d; systemctl disable systemd-networkd.service;"
                                + " systemctl enable NetworkManager.service")
                .orFail();
        machine.write(connection, LAN);
        machine.run("chmod", "600", connection).orFail();
        machine.reboot();
        before = network();
        assertThat(before).contains("host0:connected:lan", "5270:", "10.201.0.0/16 via 192.168.50.1");

        assertThat(run("apply", Scenario.NETWORKD))
                .contains("docker1-bridge.service")
                .doesNotContain("networkd");

        assertThat(network()).isEqualTo(before);
        assertThat(run("verify", Scenario.NETWORKD)).doesNotContain("FAIL");
    }

    @Test
    @Order(13)
    void networkManagerLeavesTheBridgeAfterARebootAndARestart() {
        machine.reboot();
        machine.run("systemctl", "restart", "NetworkManager.service").orFail();
        machine.run("nm-online", "--quiet").orFail();

        assertThat(network()).isEqualTo(before);
        assertThat(machine.out("nmcli", "--terse", "--fields", "DEVICE,STATE,CONNECTION", "device"))
                .contains("docker1:connected (externally):docker1");
        assertThat(machine.out("systemctl", "is-active", "docker1-bridge.service", "docker2.service"))
                .isEqualTo("active\nactive");
        assertThat(run("plan", Scenario.NETWORKD)).isEqualTo("Plan for stack ci: nothing to do");
    }

    @Test
    @Order(14)
    void aRemovalLeavesWhatNetworkManagerConfigured() {
        run("remove", Scenario.NETWORKD);

        assertThat(network()).isEqualTo(before);
        assertThat(machine.out("nmcli", "--terse", "--fields", "NAME", "connection"))
                .doesNotContain("docker1");
    }
}
