package dev.outboard.systemd.daemon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.platform.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the check that stands before the daemon's start in the shell of this computer, with a stand-in for ip(8). */
class BridgeAddressCheckTest {
    @TempDir
    Path directory;

    private static List<String> check(String bridge) {
        DaemonSpec spec = DaemonSpec.builder("docker2").bridge(bridge).build();
        BridgeSpec bridgeSpec = BridgeSpec.builder(bridge, "10.9.0.1/16")
                .persistence(BridgeSpec.Persistence.UNTIL_REBOOT)
                .build();
        String line = VendorFixtures.render(spec, bridgeSpec, Optional.empty(), Platform.unknown())
                .service()
                .values("Service", "ExecStartPre")
                .get(0);
        return ExecLine.parse(line).words().stream()
                .map(word -> word.text().replace("$$", "$").replace("%%", "%"))
                .toList();
    }

    /** Runs the check while ip prints this; returns exit status and output. */
    private String run(List<String> check, String shown) throws IOException, InterruptedException {
        Path ip = Files.writeString(directory.resolve("ip"), "#!/bin/sh\necho '" + shown + "'\n");
        Files.setPosixFilePermissions(ip, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder =
                new ProcessBuilder(check).redirectErrorStream(true).directory(directory.toFile());
        builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }

    @Test
    void letsTheDaemonStartWhenTheBridgeHasTheAddress() throws IOException, InterruptedException {
        assertThat(run(check("docker1"), "7: docker1    inet 10.9.0.1/16 brd 10.9.255.255 scope global docker1"))
                .isEqualTo("0 ");
    }

    @Test
    void stopsItWhenTheAddressHasAnotherPrefix() throws IOException, InterruptedException {
        assertThat(run(check("docker1"), "7: docker1    inet 10.9.0.1/1 brd 10.9.0.255 scope global docker1"))
                .startsWith("1 bridge docker1 has no address 10.9.0.1/16");
    }

    @Test
    void stopsItWhenThereIsAnotherAddressThatOnlyStartsLikeIt() throws IOException, InterruptedException {
        assertThat(run(check("docker1"), "7: docker1    inet 110.9.0.1/16 scope global docker1"))
                .startsWith("1 ");
    }

    @Test
    void stopsItWhenThereIsNoBridge() throws IOException, InterruptedException {
        assertThat(run(check("docker1"), "")).startsWith("1 bridge docker1 has no address 10.9.0.1/16");
    }
}
