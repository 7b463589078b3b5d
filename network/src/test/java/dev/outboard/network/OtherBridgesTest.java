package dev.outboard.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OtherBridgesTest {
    private static InMemoryHost host(String... links) {
        InMemoryHost host = InMemoryHost.create();
        for (String link : links) {
            host.putFile(AbsolutePath.of("/sys/class/net").resolve(link).resolve("type"), "1\n");
        }
        return host;
    }

    private static List<InterfaceName> names(String... names) {
        return Stream.of(names).map(InterfaceName::of).toList();
    }

    @Test
    void takesForNobodysWhatDockerWouldNotName() {
        InMemoryHost host = host("br-0123456789ab", "br-0123456789aX", "br-lan", "docker0", "eth0", "lo", "virbr0");

        assertThat(OtherBridges.readFrom(host, List.of()))
                .isEqualTo(new OtherBridges(List.of(), List.of("br-0123456789aX", "br-lan")));
    }

    @Test
    void knowsDaemonsBridgesThatTheirNamesDoNotTell() {
        assertThat(OtherBridges.readFrom(
                        host("br-lan", "br-shop", "shop0"),
                        names("docker0", "shop0", "br-shop", "br-0123456789ab", "also0")))
                .isEqualTo(new OtherBridges(List.of("also0", "shop0"), List.of("br-lan")));
    }

    @Test
    void leavesNamesAloneThatARuleWouldReadAsAnother() {
        assertThat(OtherBridges.readFrom(host("br-x+", "br-\"x"), names("shop+")))
                .isEqualTo(OtherBridges.NONE);
    }

    @Test
    void leavesOutTheBridgeThatIsNotOfOthers() {
        OtherBridges bridges = new OtherBridges(List.of("lab0", "shop0"), List.of("br-ci", "br-lan"));

        assertThat(bridges.without(InterfaceName.of("lab0")).without(InterfaceName.of("br-ci")))
                .isEqualTo(new OtherBridges(List.of("shop0"), List.of("br-lan")));
    }
}
