package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** NetworkManager of Debian configures the host: it leaves the bridge alone, and Outboard what NetworkManager made. */
@MachineTest
class NetworkManagerMachineTest {
    private static final String CONNECTION = """
            [connection]
            id=lan
            type=ethernet
            interface-name=host0
            [ipv4]
            method=manual
            address1=192.168.50.2/24,192.168.50.1
            [ipv6]
            method=disabled
            """;

    private static final String NETWORK = """
            nmcli --terse --fields DEVICE,STATE,CONNECTION device | grep '^host0:'
            ip -4 -brief address show dev host0 | tr -s ' '
            ip route show default
            ip rule show
            systemctl is-active systemd-networkd.service NetworkManager.service || true
            """;

    @Test
    void leavesTheBridgeAloneAndIsLeftAlone() {
        try (Machine machine = Machine.boot(DebianRelease.TRIXIE, "netman", "network-manager")) {
            machine.write("/etc/NetworkManager/system-connections/lan.nmconnection", CONNECTION);
            machine.sh("chmod 0600 /etc/NetworkManager/system-connections/lan.nmconnection;"
                            + " mv /etc/systemd/network/10-host0.network /root;"
                            + " systemctl disable systemd-networkd.service systemd-networkd-wait-online.service;"
                            + " systemctl enable NetworkManager.service")
                    .orFail();
            machine.reboot();
            String before = machine.sh(NETWORK).orFail().text();
            assertThat(before)
                    .contains("host0:connected:lan", "192.168.50.2/24", "default via 192.168.50.1", "inactive");

            machine.java(Scenario.class, "apply", "NETWORKD").orFail();
            assertThat(machine.sh(NETWORK).orFail().text()).isEqualTo(before);

            machine.reboot();
            machine.run("systemctl", "restart", "NetworkManager.service").orFail();
            assertThat(machine.sh(NETWORK).orFail().text()).isEqualTo(before);
            assertThat(machine.java(Scenario.class, "plan", "NETWORKD").orFail().text())
                    .isEqualTo("Plan for stack ci: nothing to do");
            assertThat(machine.java(Scenario.class, "verify", "NETWORKD")
                            .orFail()
                            .text())
                    .doesNotContain("FAIL");

            machine.java(Scenario.class, "remove", "NETWORKD").orFail();
            assertThat(machine.sh(NETWORK).orFail().text()).isEqualTo(before);
        }
    }
}
