package dev.outboard.core.host;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/** Which package of Debian brings a program. */
final class DebianPackages {
    private static final ImmutableMap<String, String> PACKAGES = ImmutableMap.<String, String>builder()
            .put("blkid", "util-linux")
            .put("brctl", "bridge-utils")
            .put("docker", "docker-cli (docker.io before Debian 13)")
            .put("dockerd", "docker.io")
            .put("dumpe2fs", "e2fsprogs")
            .put("fallocate", "util-linux")
            .put("findmnt", "util-linux")
            .put("getent", "libc-bin")
            .put("ip", "iproute2")
            .put("iptables", "iptables")
            .put("journalctl", "systemd")
            .put("losetup", "util-linux")
            .put("mkfs.ext4", "e2fsprogs")
            .put("mkfs.xfs", "xfsprogs")
            .put("networkctl", "systemd")
            .put("nft", "nftables")
            .put("systemctl", "systemd")
            .put("xfs_info", "xfsprogs")
            .buildOrThrow();

    private DebianPackages() {}

    static Optional<String> of(String program) {
        return Optional.ofNullable(PACKAGES.get(program));
    }
}
