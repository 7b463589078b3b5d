/** GitLab Runner, whole stacks, and the entry point: {@link dev.outboard.runner.Outboard}. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // docker-java and tomlj have no module-info
module dev.outboard.runner {
    requires com.fasterxml.jackson.databind;
    requires com.github.dockerjava.api;
    requires com.github.dockerjava.core;
    requires transitive com.github.dockerjava.transport;
    requires com.github.dockerjava.transport.httpclient5;
    requires com.google.common;
    requires transitive dev.outboard.core;
    requires transitive dev.outboard.network;
    requires transitive dev.outboard.systemd;
    requires java.net.http;
    requires jdk.httpserver;
    requires org.slf4j;
    requires org.tomlj;
    requires static transitive org.jspecify;

    // docker-java and its HTTP client need these, and can't say so
    requires java.security.jgss;
    requires jdk.net;
    requires org.apache.commons.io;
    requires org.apache.commons.lang3;

    exports dev.outboard.runner;
    exports dev.outboard.runner.configuration;
    exports dev.outboard.runner.docker;
    exports dev.outboard.runner.example;
    exports dev.outboard.runner.gitlab;
    exports dev.outboard.runner.testing;
}
