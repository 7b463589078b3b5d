/** The bridge of a second Docker daemon, and what its containers may reach. */
module dev.outboard.network {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires transitive dev.outboard.core;
    requires static transitive org.jspecify;

    exports dev.outboard.network;
    exports dev.outboard.network.testing;
}
