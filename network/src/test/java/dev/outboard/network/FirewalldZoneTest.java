package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirewalldZoneTest {
    private static final FirewalldZone ZONE =
            new FirewalldZone("docker2", List.of(Subnet.of("10.9.0.0/16"), Subnet.of("fd00:9::/64")));

    /** A host with firewalld, which knows the zone of one address. */
    private static InMemoryHost host(boolean running, String zone) {
        return InMemoryHost.create()
                .putFile(AbsolutePath.of("/usr/sbin/firewalld"), "")
                .answer((command, asked) -> Optional.of(
                        command.toString().endsWith("--state")
                                ? new CommandResult(command, running ? 0 : 252, "", "")
                                : new CommandResult(command, zone.isEmpty() ? 2 : 0, zone, "")));
    }

    @Test
    void holdsTheAddressesInAFileOfFirewalld() {
        assertThat(ZONE.file()).hasToString("/etc/firewalld/zones/docker2.xml");
        assertThat(ZONE.text())
                .startsWith("<?xml")
                .contains(
                        "<zone target=\"ACCEPT\">\n",
                        "  <source address=\"10.9.0.0/16\"/>\n  <source address=\"fd00:9::/64\"/>\n</zone>\n");
    }

    @Test
    void addsAddressesNowUnlessFirewalldIsOffOrHasThem() {
        assertThat(ZONE.start())
                .startsWith("! firewall-cmd --state >/dev/null 2>&1"
                        + " || firewall-cmd --get-zone-of-source=10.9.0.0/16 >/dev/null 2>&1"
                        + " || firewall-cmd --quiet --zone=trusted --add-source=10.9.0.0/16")
                .hasSize(2);
    }

    @Test
    void takesThemAwayWhereverTheyAre() {
        assertThat(ZONE.stop())
                .contains(
                        "firewall-cmd --quiet --zone=trusted --remove-source=10.9.0.0/16 2>/dev/null",
                        "firewall-cmd --quiet --zone=docker2 --remove-source=10.9.0.0/16 2>/dev/null");
    }

    @Test
    void findsAddressesInEitherZone() {
        assertThat(ZONE.faults(host(true, "trusted\n"))).isEmpty();
        assertThat(ZONE.faults(host(true, "docker2\n"))).isEmpty();
    }

    @Test
    void namesTheZoneThatAddressesAreInInstead() {
        assertThat(ZONE.faults(host(true, "public\n")))
                .startsWith("firewalld has 10.9.0.0/16 in zone public, expected docker2");
        assertThat(ZONE.faults(host(true, ""))).startsWith("firewalld has 10.9.0.0/16 in no zone, expected docker2");
    }

    @Test
    void findsNoFaultWhereFirewalldDoesNotRun() {
        assertThat(ZONE.faults(host(false, ""))).isEmpty();
        assertThat(ZONE.faults(InMemoryHost.create())).isEmpty();
    }
}
