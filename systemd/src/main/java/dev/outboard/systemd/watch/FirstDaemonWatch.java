package dev.outboard.systemd.watch;

import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.failure.CleanLog;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.StackName;
import dev.outboard.systemd.docker.Engines;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks at the first daemon before and after an apply, a removal or a roll-back. What is other then is logged, and kept for
 * {@link FirstDaemonCheck} until an apply leaves it alone.
 *
 * @param host the host
 * @param engines the way to the first daemon
 */
public record FirstDaemonWatch(Host host, Engines engines) {
    private static final CleanLog log = CleanLog.of(FirstDaemonWatch.class);

    /**
     * Performs an action, and throws its failure with what it left changed on the first daemon.
     *
     * @param <T> what the action gives
     * @param stack the stack that it is for
     * @param action the action
     * @return what the action gave
     */
    public <T> T during(StackName stack, Supplier<T> action) {
        FirstDaemonState before = FirstDaemonState.readFrom(host, engines);
        try {
            T result = action.get();
            compare(stack, before);
            return result;
        } catch (ApplyFailedException failure) {
            throw failure.alsoRemaining(compare(stack, before));
        } catch (RuntimeException | Error failure) {
            compare(stack, before);
            throw failure;
        }
    }

    /**
     * The same for a roll-back: what it did not bring back is in its result.
     *
     * @param stack the stack that it is for
     * @param action the roll-back
     * @return its result, with what it did not bring back
     */
    public RolledBack duringRollBack(StackName stack, Supplier<RolledBack> action) {
        FirstDaemonState before = FirstDaemonState.readFrom(host, engines);
        return action.get().alsoRemaining(compare(stack, before));
    }

    /** Whatever goes wrong here must not hide how the action ended. */
    private List<String> compare(StackName stack, FirstDaemonState before) {
        try {
            FirstDaemonState after = FirstDaemonState.readFrom(host, engines).withProcessesOf(before, host);
            List<String> changes = before.changesTo(after);
            changes.forEach(
                    change -> log.warn("the first daemon is not as it was before stack {} changed: {}", stack, change));
            kept(stack).replace(changes, host);
            return changes.stream().map("the first daemon: "::concat).toList();
        } catch (ProvisioningException failure) {
            log.warn("whether the first daemon is as before can't be told: {}", failure.problem());
            return List.of();
        }
    }

    /** What the last apply changed on the first daemon. */
    static KeptChanges kept(StackName stack) {
        return new KeptChanges(stack, "first-daemon");
    }
}
