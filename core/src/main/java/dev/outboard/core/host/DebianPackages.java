package dev.outboard.core.host;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/** Which package of Debian brings a program. */
final class DebianPackages {
    private static final ImmutableMap<String, String> PACKAGES = ImmutableMap.<String, String>builder()
            .put("brctl", "bridge-utils")
            .put("docker", "docker.io")
            .put("dockerd", "docker.io")
            .put("getent", "libc-bin")
            .put("ip", "iproute2")
            .put("iptables", "iptables")
            .put("journalctl", "systemd")
            .put("networkctl", "systemd")
            .put("nft", "nftables")
            .put("systemctl", "systemd")
            .buildOrThrow();

    private DebianPackages() {}

    static Optional<String> of(String program) {
        return Optional.ofNullable(PACKAGES.get(program));
    }
}
