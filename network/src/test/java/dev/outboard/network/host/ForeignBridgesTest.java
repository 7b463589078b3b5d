package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForeignBridgesTest {
    private static final String KIND = "add table ip question; add chain ip question bridges;"
            + " add rule ip question bridges meta oifkind \"bridge\" drop";

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
    void takesABridgeThatDockerWouldNotNameForOneOfNoDaemon() {
        InMemoryHost host = host("br-0123456789ab", "br-0123456789aX", "br-lan", "docker0", "eth0", "lo", "virbr0");

        assertThat(ForeignBridges.readFrom(host, FirewallBackend.IPTABLES, List.of()))
                .isEqualTo(new ForeignBridges(false, List.of(), List.of("br-0123456789aX", "br-lan")));
    }

    @Test
    void knowsDaemonsBridgesThatTheirNamesDoNotTell() {
        assertThat(ForeignBridges.readFrom(
                        host("br-lan", "br-shop", "shop0"),
                        FirewallBackend.IPTABLES,
                        names("docker0", "shop0", "br-shop", "br-0123456789ab", "also0")))
                .isEqualTo(new ForeignBridges(false, List.of("also0", "shop0"), List.of("br-lan")));
    }

    @Test
    void takesByKindEachBridgeThatBelongsToNoDaemon() {
        InMemoryHost host = host("br-0123456789ab", "br-lan", "br-vlan", "docker0", "eth0", "shop0", "virbr0");
        for (String bridge : List.of("br-0123456789ab", "br-lan", "docker0", "shop0", "virbr0")) {
            host.putDirectory(AbsolutePath.of("/sys/class/net/" + bridge + "/bridge"));
        }
        host.answer(SimulatedCommand.printing("", "nft", "--check", KIND));

        assertThat(ForeignBridges.readFrom(host, FirewallBackend.BOTH, names("docker0", "shop0")))
                .isEqualTo(new ForeignBridges(true, List.of(), List.of("br-lan", "virbr0")));
    }

    @Test
    void goesByNamesWhereNftOrTheKernelIsTooOld() {
        InMemoryHost host = host("br-lan", "virbr0")
                .answer((command, any) -> Optional.of(new CommandResult(command, 1, "", "syntax error")));

        assertThat(ForeignBridges.readFrom(host, FirewallBackend.BOTH, names("shop0")))
                .isEqualTo(new ForeignBridges(false, List.of("shop0"), List.of("br-lan")));
    }

    @Test
    void leavesNamesAloneThatARuleWouldReadAsAnother() {
        assertThat(ForeignBridges.readFrom(host("br-x+", "br-\"x"), FirewallBackend.IPTABLES, names("shop+")))
                .isEqualTo(ForeignBridges.NONE);
    }

    @Test
    void leavesOutTheBridgeThatIsNotOfOthers() {
        ForeignBridges bridges = new ForeignBridges(false, List.of("lab0", "shop0"), List.of("br-ci", "br-lan"));

        assertThat(bridges.without(InterfaceName.of("lab0")).without(InterfaceName.of("br-ci")))
                .isEqualTo(new ForeignBridges(false, List.of("shop0"), List.of("br-lan")));
    }
}
