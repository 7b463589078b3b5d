package dev.outboard.runner.stack;

import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.StackSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.List;

/** A stack with the decisions that its spec leaves to the host. */
final class DecidedStack {
    private DecidedStack() {}

    static StackSpec of(StackSpec stack, List<BridgeSpec> bridges, List<DaemonSpec> daemons) {
        StackSpec.Builder decided = StackSpec.builder(stack.name().toString());
        bridges.forEach(decided::bridge);
        daemons.forEach(decided::daemon);
        stack.runners().forEach(decided::runner);
        return decided.build();
    }
}
