package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.shared.GoldenTree;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.vendor.Derivation;
import dev.outboard.systemd.vendor.VendorUnits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hosts of other distributions, as trees of files written after what their packages and administrators have there, and
 * what a second daemon's units take from each. A machine test loads the results into real systemd.
 */
class VendorCorpusTest {
    private static final Path HOSTS = Path.of("src/test/resources/vendor");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/vendor");
    private static final DaemonSpec DOCKER2 =
            DaemonSpec.builder("docker2").bridge("docker1").build();
    private static final BridgeSpec DOCKER1 = BridgeSpec.builder("docker1", "10.9.0.1/16")
            .persistence(BridgeSpec.Persistence.UNTIL_REBOOT)
            .build();

    static List<String> hosts() throws IOException {
        try (Stream<Path> directories = Files.list(HOSTS)) {
            return directories
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static Derivation derivation(String name) throws IOException {
        InMemoryHost host = InMemoryHost.create();
        Path root = HOSTS.resolve(name);
        try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                host.putFile(AbsolutePath.of("/" + root.relativize(file)), Files.readString(file));
            }
        }
        return VendorFixtures.derivation(DOCKER2, VendorUnits.find(host), Platform.unknown());
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void derivesFromTheUnitsOf(String name) throws IOException {
        Derivation derivation = derivation(name);
        DaemonUnits units = VendorFixtures.render(DOCKER2, DOCKER1, derivation, Platform.unknown());

        assertThat(derivation.problems()).isEmpty();
        GoldenTree.at(GOLDEN.resolve(name))
                .verify(Map.of(
                        "/etc/systemd/system/docker2.service",
                        units.service().text(),
                        "/etc/systemd/system/docker2.socket",
                        units.socket().text(),
                        "/notes",
                        String.join(
                                "\n",
                                new FirstDaemonSettings(DOCKER2, DOCKER1, derivation).notes(InMemoryHost.create()))));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void tellsNoValues(String name) throws IOException {
        assertThat(derivation(name).leftOut().toString()).doesNotContain("secret", "proxy.example.org", "192.0.2");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void keepsNothingThatReachesTheFirstDaemon(String name) throws IOException {
        DaemonUnits units = VendorFixtures.render(DOCKER2, DOCKER1, derivation(name), Platform.unknown());

        assertThat(units.service().text().lines().filter(line -> !line.startsWith("#")))
                .noneMatch(line -> line.matches(".*docker\\.(service|socket|pid|sock)\\b.*"))
                .noneMatch(line -> line.contains("/var/lib/docker") || line.contains("iptables"));
        assertThat(units.socket().words("Socket", "ListenStream")).containsExactly("/docker2/docker.sock");
    }
}
