/** GitLab Runner, whole stacks, and the entry point: {@link dev.outboard.Outboard}. */
@SuppressWarnings("requires-automatic") // tomlj has no module-info
module dev.outboard.runner {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires transitive dev.outboard.core;
    requires transitive dev.outboard.network;
    requires transitive dev.outboard.systemd;
    requires java.net.http;
    requires jdk.httpserver;
    requires org.slf4j;
    requires org.tomlj;
    requires static transitive org.jspecify;

    exports dev.outboard;
    exports dev.outboard.runner;
    exports dev.outboard.runner.configuration;
    exports dev.outboard.runner.gitlab;
    exports dev.outboard.runner.testing;

    // whose records core shows with the text of others made harmless
    exports dev.outboard.runner.configuration.file to
            dev.outboard.core;
    exports dev.outboard.runner.gitlab.client to
            dev.outboard.core;
    exports dev.outboard.runner.stack to
            dev.outboard.core;
}
