package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.daemon.part.ForwardingFiles;
import dev.outboard.systemd.platform.Platform;
import dev.outboard.systemd.vendor.VendorUnits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lets {@code systemd-analyze verify} read the units; it needs no running systemd. */
class RenderedUnitsAreValidTest {
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

    @TempDir
    Path directory;

    @BeforeAll
    static void needsSystemd() {
        assumeTrue(Files.isExecutable(ANALYZE), "needs " + ANALYZE + " of Debian's package systemd");
    }

    /** What systemd complains of; the programs of the units need not be on this computer. */
    private List<String> complaints(DaemonSpec spec, Optional<VendorUnits> vendor)
            throws IOException, InterruptedException {
        BridgeSpec bridge =
                BridgeSpec.builder(spec.bridge().toString(), "10.9.0.1/16").build();
        DaemonUnits units = VendorFixtures.render(spec, bridge, vendor, Platform.unknown());
        Path socket = Files.writeString(
                directory.resolve(spec.socketUnit().toString()), units.socket().text());
        Path service = Files.writeString(
                directory.resolve(spec.serviceUnit().toString()),
                units.service().text());
        Path network = Files.writeString(
                directory.resolve(spec.networkUnit().toString()),
                ForwardingFiles.of(spec, bridge).get("/etc/systemd/system/" + spec.networkUnit()));
        ProcessBuilder builder = new ProcessBuilder(
                        ANALYZE.toString(),
                        "verify",
                        "--man=no",
                        socket.toString(),
                        service.toString(),
                        network.toString())
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines()
                .filter(line -> line.contains(spec.name().toString()))
                .filter(line -> !line.contains("is not executable"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"debian-12", "debian-13", "moby-26.1"})
    void derivedFrom(String release) throws IOException, InterruptedException {
        DaemonSpec spec = DaemonSpec.builder("docker2").bridge("docker1").build();

        assertThat(complaints(spec, Optional.of(VendorFixtures.units(release)))).isEmpty();
    }

    @Test
    void generated() throws IOException, InterruptedException {
        DaemonSpec spec = DaemonSpec.builder("docker2").bridge("docker1").build();

        assertThat(complaints(spec, Optional.empty())).isEmpty();
    }

    @Test
    void withHardValues() throws IOException, InterruptedException {
        DaemonSpec spec = DaemonSpec.builder("docker2")
                .bridge("br_ci-1.0")
                .root("/srv/a b/50%/$HOME/it's \"ü\"")
                .addDaemonOption("log-level", "a b %h $HOME ${X} \"q\" 'a' \\x41 ; ü")
                .build();

        assertThat(complaints(spec, Optional.empty())).isEmpty();
    }

    @Test
    void seesAFault() throws IOException, InterruptedException {
        VendorUnits debian = VendorFixtures.units("debian-12");
        VendorUnits broken = VendorUnits.of(
                debian.service().orElseThrow().fragment().set("Service", "KillMode", "sometimes"),
                debian.socket().orElseThrow().fragment());
        DaemonSpec spec = DaemonSpec.builder("docker2").bridge("docker1").build();

        assertThat(complaints(spec, Optional.of(broken))).anyMatch(line -> line.contains("sometimes"));
    }
}
