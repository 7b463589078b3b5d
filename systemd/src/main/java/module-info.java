/** systemd units, storage, Docker's client, and the second Docker daemon. */
// docker-java has no module-info; the inside is for the module above this one, which the compiler does not see
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic", "module"})
module dev.outboard.systemd {
    requires com.fasterxml.jackson.databind;
    requires com.github.dockerjava.api;
    requires com.github.dockerjava.core;
    requires com.github.dockerjava.transport;
    requires com.github.dockerjava.transport.httpclient5;
    requires com.google.common;
    requires transitive dev.outboard.core;
    requires transitive dev.outboard.network;
    requires static transitive org.jspecify;
    requires org.slf4j;

    // docker-java and its HTTP client need these, and can't say so
    requires java.security.jgss;
    requires jdk.net;
    requires org.apache.commons.io;
    requires org.apache.commons.lang3;

    exports dev.outboard.systemd.container;
    exports dev.outboard.systemd.daemon;
    exports dev.outboard.systemd.options;
    exports dev.outboard.systemd to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.daemon.host to
            dev.outboard.runner;
    exports dev.outboard.systemd.daemon.part to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.docker to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.engine to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.firstdaemon to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.installed to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.cleanup to
            dev.outboard.runner;
    exports dev.outboard.systemd.platform to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.proof to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.slice to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.storage to
            dev.outboard.runner;
    exports dev.outboard.systemd.testing to
            dev.outboard.runner;
    exports dev.outboard.systemd.vendor to
            dev.outboard.core,
            dev.outboard.runner;
    exports dev.outboard.systemd.watch to
            dev.outboard.runner;
}
