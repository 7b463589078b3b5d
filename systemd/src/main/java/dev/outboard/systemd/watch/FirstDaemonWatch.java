package dev.outboard.systemd.watch;

import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.StackName;
import dev.outboard.systemd.docker.Engines;
import java.util.function.Supplier;

/**
 * Looks at the first daemon before and after an apply, a removal or a roll-back. What is other then is logged, and kept for
 * {@link FirstDaemonCheck} until an apply leaves it alone.
 *
 * @param host the host
 * @param engines the way to the first daemon
 */
public record FirstDaemonWatch(Host host, Engines engines) {
    /**
     * Performs an action, and throws its failure with what it left changed on the first daemon.
     *
     * @param <T> what the action gives
     * @param stack the stack that it is for
     * @param action the action
     * @return what the action gave
     */
    public <T> T during(StackName stack, Supplier<T> action) {
        return watch(stack).during(action, Watch::changes);
    }

    /**
     * The same for a roll-back: what it did not bring back is in its result.
     *
     * @param stack the stack that it is for
     * @param action the roll-back
     * @return its result, with what it did not bring back
     */
    public RolledBack duringRollBack(StackName stack, Supplier<RolledBack> action) {
        return watch(stack).duringRollBack(action);
    }

    private Watch watch(StackName stack) {
        FirstDaemonState before = state();
        return new Watch(
                "the first daemon",
                stack,
                kept(stack),
                host,
                () -> before.changesTo(state().withProcessesOf(before, host)));
    }

    private FirstDaemonState state() {
        return FirstDaemonState.readFrom(host.cached(), engines);
    }

    /** What the last apply changed on the first daemon. */
    static KeptChanges kept(StackName stack) {
        return new KeptChanges(stack, "first-daemon");
    }
}
