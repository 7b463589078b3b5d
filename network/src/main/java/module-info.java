/** The bridge of a second Docker daemon, and what its containers may reach. */
@SuppressWarnings("module") // the modules that see the inside are above this one
module dev.outboard.network {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires transitive dev.outboard.core;
    requires static transitive org.jspecify;

    exports dev.outboard.network;
    exports dev.outboard.network.host to
            dev.outboard.core,
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.network.testing to
            dev.outboard.systemd,
            dev.outboard.runner;
}
