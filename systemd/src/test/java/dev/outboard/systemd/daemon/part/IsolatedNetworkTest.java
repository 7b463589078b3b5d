package dev.outboard.systemd.daemon.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.change.Retention;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.NetworkIsolation;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.host.DaemonUnits;
import dev.outboard.systemd.daemon.host.VendorFixtures;
import dev.outboard.systemd.platform.Platform;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolatedNetworkTest {
    private static final BridgeSpec DOCKER1 =
            BridgeSpec.builder("docker1", "10.9.0.1/16").mtu(1400).build();
    private static final DaemonSpec DOCKER2 = DaemonSpec.builder("docker2")
            .bridge("docker1")
            .networkIsolation(NetworkIsolation.NAMESPACE)
            .build();
    private static final IsolatedNetwork PART = new IsolatedNetwork(DOCKER2, DOCKER1);

    private final InMemoryHost host = InMemoryHost.create()
            .answer((command, anyHost) -> command.program().equals("ip")
                    ? Optional.of(new CommandResult(command, 0, "[]", ""))
                    : Optional.empty());

    private String conflicts() {
        return conflicts(PART);
    }

    private String conflicts(DaemonPart part) {
        Planning planning = new Planning(host, Receipt.empty(StackName.of("ci")), Set.of(), Retention.KEEP_DATA);
        part.check(planning);
        try {
            planning.throwIfConflicts("stack ci");
            return "";
        } catch (ConflictException conflict) {
            return conflict.getMessage();
        }
    }

    @Test
    void rendersADaemonInANamespaceOfItsOwn() {
        TreeMap<String, String> files = new TreeMap<>();
        for (DaemonPart part : DaemonParts.of(DaemonContext.of(DOCKER2, DOCKER1, Platform.unknown()))) {
            part.units().forEach(unit -> files.put("/etc/systemd/system/" + unit.name(), unit.text()));
            part.resources().stream()
                    .filter(ManagedFile.class::isInstance)
                    .map(ManagedFile.class::cast)
                    .filter(file -> file.path().fileName().endsWith(".sh"))
                    .forEach(file ->
                            files.put(file.path().toString(), file.content().text()));
        }
        files.put(
                "/etc/systemd/system/docker2.service",
                VendorFixtures.render(
                                DOCKER2, DOCKER1, Optional.of(VendorFixtures.units("debian-13")), Platform.unknown())
                        .service()
                        .text());
        files.put("/etc/docker2/daemon.json", VendorFixtures.configuration(DOCKER2, DOCKER1, Platform.unknown()));

        GoldenTree.at(Path.of("src/test/resources/golden/namespace")).verify(files);
    }

    @Test
    void takesTheLinkFromTheEndOfThePool() {
        assertThat(PART.namespace().gateway()).hasToString("10.10.255.253/30");
        assertThat(PART.namespace().address()).hasToString("10.10.255.254/30");
    }

    @Test
    void refusesABridgeWithIpv6() {
        BridgeSpec bridge = DOCKER1.toBuilder().ipv6Address("fd00:9::1/64").build();

        assertThat(conflicts(new IsolatedNetwork(DOCKER2, bridge)))
                .contains("fd00:9::1/64", "networkIsolation(SHARED)");
    }

    @Test
    void looksForTheEngineBehindItsEntrance() {
        DaemonUnits units = VendorFixtures.render(
                DOCKER2, DOCKER1, Optional.of(VendorFixtures.units("debian-12")), Platform.unknown());

        assertThat(IsolatedNetwork.program(units.service())).isEqualTo("/usr/sbin/dockerd");
    }

    @Test
    void refusesAHostWhoseOnlyNameServerIsOnTheHost() {
        host.putFile(AbsolutePath.of("/etc/resolv.conf"), "nameserver 127.0.0.53\noptions edns0\n");

        assertThat(conflicts()).contains("loopback addresses only", "/run/systemd/resolve/resolv.conf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nameserver 192.0.2.53\n", "nameserver 127.0.0.53\nnameserver 192.0.2.53\n"})
    void acceptsNameServersElsewhere(String text) {
        host.putFile(AbsolutePath.of("/etc/resolv.conf"), text);

        assertThat(conflicts()).isEmpty();
    }
}
