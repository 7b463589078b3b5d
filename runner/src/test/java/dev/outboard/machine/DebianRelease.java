package dev.outboard.machine;

/** A release of Debian that a machine can be made of. */
public enum DebianRelease {
    /** Debian 12: systemd 252, Docker 20.10. */
    BOOKWORM("bookworm"),
    /** Debian 13: systemd 257, Docker 26.1, whose client is a package of its own. */
    TRIXIE("trixie", "docker-cli"),
    /** Debian unstable: systemd 262, Docker 28.5. Its systemd boots with control groups of version 2 only. */
    SID("sid", "docker-cli");

    private static final String COMMON_PACKAGES = String.join(
            ",",
            "bridge-utils",
            "busybox-static",
            "ca-certificates",
            "dbus",
            "docker.io",
            "e2fsprogs",
            "iproute2",
            "iptables",
            "kmod",
            "nftables",
            "procps",
            "systemd",
            "systemd-sysv",
            "uidmap",
            "util-linux",
            "xfsprogs",
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

    /**
     * Whether its systemd needs the one hierarchy of control groups, cgroups(7). Where the controllers of the computer are
     * all in hierarchies of version 1, such a machine has none.
     */
    boolean needsUnifiedHierarchy() {
        return this == SID;
    }

    /** What is installed beside the essential packages, with commas between. */
    String packages() {
        return packages.isEmpty() ? COMMON_PACKAGES : COMMON_PACKAGES + "," + packages;
    }
}
