/** systemd units, storage and the second Docker daemon. */
module dev.outboard.systemd {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires transitive dev.outboard.core;
    requires transitive dev.outboard.network;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.outboard.systemd;
    exports dev.outboard.systemd.cleanup;
    exports dev.outboard.systemd.containerd;
    exports dev.outboard.systemd.daemon;
    exports dev.outboard.systemd.engine;
    exports dev.outboard.systemd.firstdaemon;
    exports dev.outboard.systemd.installed;
    exports dev.outboard.systemd.options;
    exports dev.outboard.systemd.platform;
    exports dev.outboard.systemd.slice;
    exports dev.outboard.systemd.storage;
    exports dev.outboard.systemd.testing;
    exports dev.outboard.systemd.vendor;
}
