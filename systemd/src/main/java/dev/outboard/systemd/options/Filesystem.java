package dev.outboard.systemd.options;

import dev.outboard.core.value.ByteSize;

/** The filesystems that storage can have. Both are made with fixed options, and both grow while they are mounted. */
public enum Filesystem {
    /** The one whose tools are on every Debian. It limits the whole, not a single container. */
    EXT4("ext4", "64M"),
    /** The one in which a project quota can limit each container. Its tools are in a package of their own. */
    XFS("xfs", "300M");

    private final String type;
    private final String smallest;

    Filesystem(String type, String smallest) {
        this.type = type;
        this.smallest = smallest;
    }

    /** {@return what the kernel and blkid(8) call it} */
    public String type() {
        return type;
    }

    /** The smallest that is made; mkfs.xfs refuses less. */
    ByteSize smallest() {
        return ByteSize.of(smallest);
    }
}
