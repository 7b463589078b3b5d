package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EagerProgramsTest {
    private static final BridgeSpec SPEC = BridgeSpec.builder("docker1", "10.9.0.1/16")
            .persistence(Persistence.UNIT)
            .build();

    private final Site site = Site.withUnusedNetworkd();

    @ParameterizedTest
    @ValueSource(strings = {"", "# NetworkInterfaceBlacklist = docker,veth", "NetworkInterfaceBlacklist=vmnet,docker"})
    void connmanThatWouldConfigureContainersLinksIsAConflict(String line) {
        start("connman.service");
        site.put("/etc/connman/main.conf", "[General]\n" + line + "\n");

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("connman, which configures every link except vmnet,")
                .hasMessageContaining("NetworkInterfaceBlacklist in [General] of /etc/connman/main.conf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NetworkInterfaceBlacklist = docker,veth", "NetworkInterfaceBlacklist=vmnet,docker1,veth"})
    void connmanThatLeavesThemAloneIsNoObstacle(String line) {
        start("connman.service");
        site.put("/etc/connman/main.conf", "[General]\n" + line + "\n");

        assertThat(site.plan(SPEC).isEmpty()).isFalse();
    }

    @Test
    void connmanThatDoesNotRunIsNoObstacle() {
        site.put("/etc/connman/main.conf", "[General]\n");

        assertThat(site.plan(SPEC).isEmpty()).isFalse();
    }

    @Test
    void aBridgeThatIsThereAlreadyStays() {
        site.apply(SPEC);
        start("connman.service");

        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "denyinterfaces wlan0", "denyinterfaces docker1"})
    void dhcpcdThatMayConfigureThemIsNoted(String line) {
        start("dhcpcd.service");
        site.put("/etc/dhcpcd.conf", line + "\n");

        assertThat(site.plan(SPEC).notes())
                .singleElement()
                .asString()
                .contains("dhcpcd", "\"denyinterfaces docker1 veth*\" in /etc/dhcpcd.conf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"denyinterfaces docker* veth*", "allowinterfaces eth0"})
    void dhcpcdThatLeavesThemAloneIsNotMentioned(String line) {
        start("dhcpcd.service");
        site.put("/etc/dhcpcd.conf", line + "\n");

        assertThat(site.plan(SPEC).notes()).isEmpty();
    }

    /** As systemd does. */
    private void start(String service) {
        site.host.putSymbolicLink(AbsolutePath.of("/run/systemd/units/invocation:" + service), "0123456789abcdef");
    }
}
