package dev.outboard.machine;

/** A release of Debian that a machine can be made of. */
public enum DebianRelease {
    /** Debian 12: systemd 252, Docker 20.10. */
    BOOKWORM("bookworm"),
    /** Debian 13: systemd 257, Docker 26.1, whose client is a package of its own. */
    TRIXIE("trixie", "docker-cli");

    private static final String COMMON_PACKAGES = String.join(
            ",",
            "bridge-utils",
            "busybox-static",
            "ca-certificates",
            "dbus",
            "docker.io",
            "iproute2",
            "iptables",
            "kmod",
            "nftables",
            "procps",
            "systemd",
            "systemd-sysv",
            "util-linux",
            "zlib1g");

    private final String suite;
    private final String packages;

    DebianRelease(String suite, String... ownPackages) {
        this.suite = suite;
        this.packages = String.join(",", ownPackages);
    }

    /** The name of its directory in the archive. */
    String suite() {
        return suite;
    }

    /** What is installed beside the essential packages, with commas between. */
    String packages() {
        return packages.isEmpty() ? COMMON_PACKAGES : COMMON_PACKAGES + "," + packages;
    }
}
