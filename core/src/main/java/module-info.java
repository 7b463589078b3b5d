/** Values, hosts, plans and receipts, and the model of systemd unit files. */
// java-diff-utils has no module-info; the modules that see the inside are above this one
@SuppressWarnings({"requires-automatic", "module"})
module dev.outboard.core {
    requires com.fasterxml.jackson.databind;
    requires com.google.common;
    requires io.github.javadiffutils;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.outboard.core.apply;
    exports dev.outboard.core.change;
    exports dev.outboard.core.command;
    exports dev.outboard.core.failure;
    exports dev.outboard.core.host;
    exports dev.outboard.core.plan;
    exports dev.outboard.core.receipt;
    exports dev.outboard.core.testing;
    exports dev.outboard.core.value;
    exports dev.outboard.core.verify;
    exports dev.outboard.core.desired to
            dev.outboard.network,
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.core.journal to
            dev.outboard.runner;
    exports dev.outboard.core.log to
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.core.planner to
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.core.spec to
            dev.outboard.network,
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.core.step to
            dev.outboard.network,
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.core.store to
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.core.testing.shared to
            dev.outboard.runner;
    exports dev.outboard.core.text to
            dev.outboard.network,
            dev.outboard.systemd,
            dev.outboard.runner;
    exports dev.outboard.core.unitfile to
            dev.outboard.network,
            dev.outboard.systemd,
            dev.outboard.runner;
}
