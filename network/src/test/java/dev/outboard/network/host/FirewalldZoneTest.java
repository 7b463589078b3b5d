package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.value.Subnet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirewalldZoneTest {
    private static final FirewalldZone ZONE =
            new FirewalldZone("docker2", List.of(Subnet.of("10.9.0.0/16"), Subnet.of("fd00:9::/64")));

    @Test
    void holdsTheAddressesInAFileOfFirewalld() {
        assertThat(ZONE.file()).hasToString("/etc/firewalld/zones/docker2.xml");
        assertThat(ZONE.text())
                .startsWith("<?xml")
                .contains(
                        "<zone target=\"ACCEPT\">\n",
                        "  <source address=\"10.9.0.0/16\"/>\n  <source address=\"fd00:9::/64\"/>\n</zone>\n");
    }
}
