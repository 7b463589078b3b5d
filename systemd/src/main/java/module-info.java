/** systemd units, storage and the second Docker daemon. */
@SuppressWarnings("module") // the inside is for the module above this one, which the compiler does not see
module dev.outboard.systemd {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires transitive dev.outboard.core;
    requires transitive dev.outboard.network;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.outboard.systemd.daemon;
    exports dev.outboard.systemd.engine;
    exports dev.outboard.systemd.options;
    exports dev.outboard.systemd.testing;
    exports dev.outboard.systemd to
            dev.outboard.runner;
    exports dev.outboard.systemd.daemon.host to
            dev.outboard.runner;
    exports dev.outboard.systemd.daemon.part to
            dev.outboard.runner;
    exports dev.outboard.systemd.firstdaemon to
            dev.outboard.runner;
    exports dev.outboard.systemd.installed to
            dev.outboard.runner;
    exports dev.outboard.systemd.cleanup to
            dev.outboard.runner;
    exports dev.outboard.systemd.platform to
            dev.outboard.runner;
    exports dev.outboard.systemd.slice to
            dev.outboard.runner;
    exports dev.outboard.systemd.storage to
            dev.outboard.runner;
    exports dev.outboard.systemd.vendor to
            dev.outboard.runner;
}
