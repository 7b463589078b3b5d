package dev.outboard.systemd.watch;

import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.apply.RolledBack;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.log.CleanLog;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Compares a part of a host with what it was before an action. Every change is logged, kept for {@code verify}, and in the
 * failure or the result of the action.
 *
 * @param subject the part of the host, for messages
 * @param stack the stack that the action changes
 * @param kept where the changes are kept
 * @param host the host
 * @param comparison what is not as it was when the watch began, a line each
 */
record Watch(String subject, StackName stack, KeptChanges kept, Host host, Supplier<List<String>> comparison) {
    private static final CleanLog log = CleanLog.of(Watch.class);

    /**
     * Performs an action, and throws its failure with what is changed then.
     *
     * @param action the action
     * @param success what is done once the action has succeeded
     */
    <T> T during(Supplier<T> action, Consumer<Watch> success) {
        try {
            T result = action.get();
            success.accept(this);
            return result;
        } catch (ApplyFailedException failure) {
            throw failure.alsoRemaining(changes());
        } catch (RuntimeException | Error failure) {
            changes();
            throw failure;
        }
    }

    /** The same for a roll-back, whose result tells what is changed. */
    RolledBack duringRollBack(Supplier<RolledBack> action) {
        return action.get().alsoRemaining(changes());
    }

    /** Does not throw: a comparison that fails must not hide how the action ended. */
    List<String> changes() {
        try {
            List<String> changes = comparison.get();
            changes.forEach(
                    change -> log.warn("{} is not as it was before stack {} changed: {}", subject, stack, change));
            kept.replace(changes, host);
            return changes.stream().map((subject + ": ")::concat).toList();
        } catch (ProvisioningException failure) {
            log.warn("whether {} is as before can't be told: {}", subject, failure.problem());
            return List.of();
        }
    }
}
