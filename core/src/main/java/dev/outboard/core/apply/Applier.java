package dev.outboard.core.apply;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.journal.JournalWriter;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.plan.StalePlanException;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.StackName;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries a plan out on a host, step by step, while no other process does.
 *
 * <p>A resource enters the receipt before the first step that makes it, and leaves it after the last step that removes
 * it; while it is changed, the receipt has what it was and what it will be. Whatever happens in between, nothing on the host
 * is without an owner. What a step is about to replace is in the
 * journal before it does, so that what was done can be taken back, also after this process was killed.
 */
@SuppressWarnings("exports") // for the modules above this one, which see the inside
public final class Applier {
    private final Host host;
    private final Announcer announcer;
    private final JournalWriter journal;
    private Receipt receipt;

    private Applier(Host host, Receipt receipt, Announcer announcer) {
        this.host = host;
        this.receipt = receipt;
        this.announcer = announcer;
        this.journal = JournalWriter.open(host, receipt);
    }

    /**
     * Carries a plan out as it is. What was done before a step fails stays.
     *
     * @param plan what to do
     * @param host where; the plan was made on it
     * @param listener told of every change and step before it happens; what it throws is logged and changes nothing
     * @return what Outboard owns now, as it is remembered on the host
     * @throws dev.outboard.core.plan.StalePlanException if the plan was made on another host; nothing was changed
     * @throws ApplyFailedException if a step fails; what was done before it stays and is in the receipt
     * @throws ApplyCancelledException if the thread is interrupted
     */
    public static Receipt apply(Plan plan, Host host, Consumer<? super ApplyEvent> listener) {
        StalePlanException.throwIfForeign(plan, host);
        Announcer announcer = new Announcer(listener);
        if (!isNeeded(plan, host)) {
            return nothing(plan, announcer);
        }
        try {
            return host.exclusively(() -> carryOut(plan, host, announcer, () -> {}));
        } catch (ApplyFailedException failure) {
            throw failure.orError();
        }
    }

    /**
     * Carries a plan out.
     *
     * @param plan what to do
     * @param again makes the same plan on the host as it is then
     * @param planner knows how what was made is removed, if a step fails
     * @param host where; the plan was made on it
     * @param options how
     * @return what Outboard owns now, as it is remembered on the host
     * @throws dev.outboard.core.plan.StalePlanException if the plan was made on another host; nothing was changed
     * @throws StalePlanException if the plan does not fit the host any more; nothing was changed
     * @throws HostException if another apply runs on the host; nothing was changed
     * @throws ApplyFailedException if a step fails; what was done before it was treated as the options say. If the step
     *     ended with an {@link Error}, that is thrown in its place, once the rest is done, with this exception as a
     *     suppressed one
     * @throws ApplyCancelledException if it was cancelled; what was done before it stays and is in the receipt
     */
    public static Receipt apply(Plan plan, Supplier<Plan> again, Planner planner, Host host, ApplyOptions options) {
        return apply(plan, again, planner, host, options, () -> {});
    }

    /**
     * Carries a plan out, and proves at its end that the host is otherwise as it was.
     *
     * @param plan what to do
     * @param again makes the same plan on the host as it is then
     * @param planner knows how what was made is removed, if a step or the proof fails
     * @param host where; the plan was made on it
     * @param options how
     * @param proof runs after the last step, while everything can still be taken back; it throws a {@link
     *     ProvisioningException} if the apply has changed what it must not change
     * @return what Outboard owns now, as it is remembered on the host
     * @throws ApplyFailedException if a step or the proof fails; what was done was treated as the options say
     * @throws ProvisioningException in all other cases in which {@link #apply(Plan, Supplier, Planner, Host, ApplyOptions)}
     *     throws one
     */
    public static Receipt apply(
            Plan plan, Supplier<Plan> again, Planner planner, Host host, ApplyOptions options, Runnable proof) {
        StalePlanException.throwIfForeign(plan, host);
        Announcer announcer = new Announcer(options.listener());
        if (!isNeeded(plan, host)) {
            return nothing(plan, announcer);
        }
        options.cancellation().begin();
        try {
            return host.exclusively(() -> {
                Plan now = again.get();
                StalePlanException.throwIfOther(plan, now);
                return carryOutOrBack(now, planner, host, options.onFailure(), announcer, proof);
            });
        } finally {
            options.cancellation().end();
        }
    }

    private static Receipt carryOutOrBack(
            Plan plan, Planner planner, Host host, OnFailure onFailure, Announcer announcer, Runnable proof) {
        try {
            return carryOut(plan, host, announcer, proof);
        } catch (ApplyFailedException failure) {
            throw onFailure == OnFailure.STOP
                    ? failure.orError()
                    : rolledBack(failure, plan.stack(), planner, host, announcer);
        }
    }

    private static ApplyFailedException rolledBack(
            ApplyFailedException failure, StackName stack, Planner planner, Host host, Announcer announcer) {
        RolledBack result;
        try {
            result = RollBack.perform(stack, planner, host, announcer);
        } catch (Error error) {
            error.addSuppressed(failure);
            throw error;
        }
        return failure.rolledBack(result).orError();
    }

    /**
     * Takes back what an apply did that did not come to its end, because it failed, was cancelled, or its process was killed.
     *
     * @param stack which stack
     * @param planner knows how what was made is removed
     * @param host where
     * @param listener told of every change and step before it happens
     * @return how far it was taken back; nothing was done if no apply was under way
     * @throws HostException if another apply runs on the host; nothing was changed
     */
    public static RolledBack rollBack(
            StackName stack, Planner planner, Host host, Consumer<? super ApplyEvent> listener) {
        return host.exclusively(() -> RollBack.perform(stack, planner, host, new Announcer(listener)));
    }

    private static Receipt nothing(Plan plan, Announcer announcer) {
        announcer.announce(new ApplyEvent.Finished(0));
        return plan.receipt();
    }

    private static boolean isNeeded(Plan plan, Host host) {
        return !plan.isEmpty() || JournalStore.exists(host, plan.stack());
    }

    /** Ends with exactly one event of how it ended. */
    private static Receipt carryOut(Plan plan, Host host, Announcer announcer, Runnable proof) {
        try {
            Applier applier = new Applier(host, plan.receipt(), announcer);
            applier.perform(plan, proof);
            announcer.announce(new ApplyEvent.Finished(plan.changes().size()));
            return applier.receipt;
        } catch (ApplyCancelledException cancelled) {
            announcer.announce(new ApplyEvent.Cancelled(cancelled));
            throw cancelled;
        } catch (ProvisioningException failure) {
            announcer.announce(new ApplyEvent.Failed(failure));
            throw failure;
        }
    }

    private void perform(Plan plan, Runnable proof) {
        int count = plan.changes().size();
        int number = 0;
        for (PlannedResource resource : plan.resources()) {
            resource.ownership()
                    .ifPresent(owned -> remember(
                            resource,
                            receipt.with(receipt.find(resource.id())
                                            .map(owned::during)
                                            .orElse(owned))
                                    .inOrderOf(plan.order())));
            for (Change change : resource.changes()) {
                number++;
                announcer.announce(new ApplyEvent.ChangeStarted(change, number, count));
                perform(change);
            }
            remember(
                    resource,
                    resource.ownership()
                            .map(owned -> receipt.with(owned).inOrderOf(plan.order()))
                            .orElseGet(() -> receipt.without(resource.id())));
        }
        attempt("the end", "the proof that the host is otherwise as before", proof);
        attempt("the end", "the journal", () -> JournalStore.delete(host, receipt.stack()));
    }

    private void perform(Change change) {
        Host journaled = journal.hostFor(change.resource());
        for (Step step : change.steps()) {
            throwIfInterrupted(change.summary(), null);
            announcer.announce(new ApplyEvent.StepStarted(step));
            attempt(change.summary(), "the step \"" + step.describe() + "\"", () -> {
                journal.performing(change.resource(), step.undo());
                step.perform(journaled, progress -> announcer.announce(new ApplyEvent.StepProgressed(step, progress)));
            });
        }
        attempt(change.summary(), "the journal", () -> journal.made(change.resource(), change.summary()));
    }

    private void remember(PlannedResource resource, Receipt next) {
        if (!next.equals(receipt)) {
            attempt(resource.id().toString(), "the receipt", () -> ReceiptStore.write(host, next));
            receipt = next;
        }
    }

    /** Whatever a step throws must not leave the host between two states without a word. */
    private void attempt(String change, String part, Runnable effect) {
        try {
            effect.run();
        } catch (ProvisioningException failure) {
            throwIfInterrupted(change, failure);
            throw ApplyFailedException.stopped(change, part, receipt, failure);
        } catch (Throwable thrown) {
            throw ApplyFailedException.stopped(change, part, receipt, Unexpected.of(thrown))
                    .dueTo(thrown);
        }
    }

    private void throwIfInterrupted(String change, @Nullable ProvisioningException failure) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ApplyCancelledException(receipt.stack(), change, failure);
        }
    }
}
