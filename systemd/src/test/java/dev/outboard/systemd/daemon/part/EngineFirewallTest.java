package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.Retention;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.network.host.Firewall;
import dev.outboard.network.host.FirewallBackend;
import dev.outboard.network.host.ForeignBridges;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.engine.EngineVersion;
import dev.outboard.systemd.platform.Platform;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EngineFirewallTest {
    private static final AbsolutePath IPV4_FORWARDING = AbsolutePath.of("/proc/sys/net/ipv4/ip_forward");

    private final InMemoryHost host = InMemoryHost.create().putFile(IPV4_FORWARDING, "1\n");

    private static EngineFirewall firewall(NetworkIsolation isolation, FirewallBackend backend, String engine) {
        return new EngineFirewall(
                DaemonContext.of(daemon().networkIsolation(isolation).build(), bridge(), platform(backend, engine)));
    }

    private static DaemonSpec.Builder daemon() {
        return DaemonSpec.builder("docker2").bridge("docker1").root("/docker2");
    }

    private static BridgeSpec bridge() {
        return BridgeSpec.builder("docker1", "10.9.0.1/16").build();
    }

    private static Platform platform(FirewallBackend backend, String engine) {
        Platform unknown = Platform.unknown();
        return new Platform(
                unknown.program(),
                Optional.of(EngineVersion.of(engine)),
                OptionalInt.of(257),
                unknown.controlGroups(),
                new Firewall(backend, false, ForeignBridges.NONE));
    }

    private static String configuration(EngineFirewall firewall) {
        ObjectNode configuration = new ObjectMapper().createObjectNode();
        firewall.configure(configuration);
        return configuration.toString();
    }

    private List<Problem> conflicts(EngineFirewall firewall) {
        Planning planning =
                new Planning(host, Receipt.empty(StackName.of("ci")), ImmutableSet.of(), Retention.KEEP_DATA);
        firewall.check(planning);
        ConflictException conflict =
                catchThrowableOfType(ConflictException.class, () -> planning.throwIfConflicts("ci"));
        return conflict == null ? List.of() : conflict.conflicts();
    }

    @Test
    void isThatOfNftablesWhereIptablesIsMissingFromDocker29On() {
        EngineFirewall firewall = firewall(NetworkIsolation.SHARED, FirewallBackend.NFTABLES, "29.0");

        assertThat(configuration(firewall)).isEqualTo("{\"firewall-backend\":\"nftables\",\"ip-forward\":false}");
        assertThat(conflicts(firewall)).isEmpty();
        assertThat(firewall.notes(host)).isEmpty();
    }

    @Test
    void isLeftToTheEngineWhereIptablesIs() {
        for (FirewallBackend backend : List.of(FirewallBackend.IPTABLES, FirewallBackend.BOTH)) {
            EngineFirewall firewall = firewall(NetworkIsolation.SHARED, backend, "29.7");

            assertThat(configuration(firewall)).isEqualTo("{}");
            assertThat(firewall.notes(host)).isEmpty();
        }
    }

    @Test
    void isToldOfInThePlanWhereIptablesIsMissingAndTheEngineNeedsIt() {
        EngineFirewall firewall = firewall(NetworkIsolation.SHARED, FirewallBackend.NFTABLES, "28.5");

        assertThat(configuration(firewall)).isEqualTo("{}");
        assertThat(conflicts(firewall)).isEmpty();
        assertThat(firewall.notes(host))
                .singleElement()
                .asString()
                .contains(
                        "do not resolve each other's names: Docker 28.5 needs iptables",
                        "install Docker 29.0 or newer");
    }

    @Test
    void refusesANamespaceWithoutIptablesBeforeDocker29() {
        assertThat(conflicts(firewall(NetworkIsolation.NAMESPACE, FirewallBackend.NFTABLES, "28.5")))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("NAMESPACE on a host without iptables");
        assertThat(conflicts(firewall(NetworkIsolation.NAMESPACE, FirewallBackend.NFTABLES, "29.0")))
                .isEmpty();
        assertThat(configuration(firewall(NetworkIsolation.NAMESPACE, FirewallBackend.NFTABLES, "29.0")))
                .isEqualTo("{\"firewall-backend\":\"nftables\"}");
    }

    @Test
    void refusesAHostThatForwardsNothingSinceTheEngineWouldNotSwitchItOn() {
        host.putFile(IPV4_FORWARDING, "0\n");

        assertThat(conflicts(firewall(NetworkIsolation.SHARED, FirewallBackend.NFTABLES, "29.0")))
                .singleElement()
                .extracting(Problem::found)
                .isEqualTo("net.ipv4.ip_forward=0");
        assertThat(conflicts(firewall(NetworkIsolation.SHARED, FirewallBackend.BOTH, "29.0")))
                .isEmpty();
    }

    @Test
    void leavesForwardingToAnOptionOfTheUsersSinceTheEngineTakesNoOptionTwice() {
        EngineFirewall firewall = new EngineFirewall(DaemonContext.of(
                daemon().addDaemonOption("ip-forward", "false").build(),
                bridge(),
                platform(FirewallBackend.NFTABLES, "29.0")));

        assertThat(configuration(firewall)).isEqualTo("{\"firewall-backend\":\"nftables\"}");
    }
}
