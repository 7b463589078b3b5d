/** Values, hosts, plans and receipts, and the model of systemd unit files. */
@SuppressWarnings("requires-automatic") // java-diff-utils has no module-info
module dev.outboard.core {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires io.github.javadiffutils;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.outboard.core.apply;
    exports dev.outboard.core.change;
    exports dev.outboard.core.command;
    exports dev.outboard.core.desired;
    exports dev.outboard.core.failure;
    exports dev.outboard.core.host;
    exports dev.outboard.core.journal;
    exports dev.outboard.core.plan;
    exports dev.outboard.core.receipt;
    exports dev.outboard.core.testing;
    exports dev.outboard.core.unitfile;
    exports dev.outboard.core.value;
    exports dev.outboard.core.verify;
}
