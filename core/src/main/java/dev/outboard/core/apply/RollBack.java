package dev.outboard.core.apply;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.journal.Journal;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes an apply back that did not come to its end. A step that fails does not keep the others from being taken back; then
 * the journal stays, and a second roll-back tries again.
 */
final class RollBack {
    private final Planner planner;
    private final Host host;
    private final Journal journal;
    private final Announcer announcer;
    private final List<String> remaining = new ArrayList<>();
    private boolean isComplete = true;
    private @Nullable Error error;
    private Receipt receipt;

    private RollBack(Planner planner, Host host, Journal journal, Announcer announcer) {
        this.planner = planner;
        this.host = host;
        this.journal = journal;
        this.announcer = announcer;
        this.receipt = ReceiptStore.read(host, journal.before().stack());
    }

    /**
     * Takes back what the journal of a stack has.
     *
     * @param stack which stack
     * @param planner knows the kinds of its resources
     * @param host where; the caller has its lock
     * @param announcer told of the beginning, every change and step before it happens, and the end
     * @return how far it was taken back; nothing remains if no apply was under way
     */
    static RolledBack perform(StackName stack, Planner planner, Host host, Announcer announcer) {
        announcer.announce(new ApplyEvent.RollBackStarted(stack));
        RolledBack result = attempt(stack, planner, host, announcer);
        announcer.announce(new ApplyEvent.RollBackFinished(result));
        return result;
    }

    private static RolledBack attempt(StackName stack, Planner planner, Host host, Announcer announcer) {
        try {
            return JournalStore.readOrPutAside(host, stack)
                    .map(journal -> new RollBack(planner, host, journal, announcer).perform())
                    .orElseGet(() -> noJournal(stack, host));
        } catch (ProvisioningException failure) {
            return stopped(stack, host, failure);
        } catch (RuntimeException failure) {
            return stopped(stack, host, Unexpected.of(failure));
        }
    }

    private static RolledBack stopped(StackName stack, Host host, ProvisioningException failure) {
        return new RolledBack(
                ReceiptStore.read(host, stack),
                true,
                List.of("everything, since the roll-back failed: " + failure.problem()));
    }

    /** Without a journal nothing is known of what an apply did, so nothing is done. */
    private static RolledBack noJournal(StackName stack, Host host) {
        List<String> remaining = JournalStore.damaged(host, stack).stream()
                .map(journal -> "what an apply did whose journal was damaged and is kept as " + journal)
                .toList();
        return new RolledBack(ReceiptStore.read(host, stack), !remaining.isEmpty(), remaining);
    }

    private RolledBack perform() {
        Plan plan = planner.planRollBack(host, receipt, journal);
        remaining.addAll(plan.notes());
        int count = plan.changes().size();
        int number = 0;
        for (PlannedResource resource : plan.resources()) {
            boolean isBack = true;
            for (Change change : resource.changes()) {
                number++;
                announcer.announce(new ApplyEvent.ChangeStarted(change, number, count));
                isBack &= perform(change);
            }
            if (isBack) {
                remember(resource.ownership()
                        .map(owned -> receipt.with(owned))
                        .orElseGet(() -> receipt.without(resource.id())));
            }
        }
        if (isComplete) {
            remember(complete());
            JournalStore.delete(host, receipt.stack());
        }
        RolledBack result = new RolledBack(receipt, true, remaining);
        throwIfError(result);
        return result;
    }

    /** Returns whether every step succeeded. */
    private boolean perform(Change change) {
        boolean isBack = true;
        for (Step step : change.steps()) {
            announcer.announce(new ApplyEvent.StepStarted(step));
            try {
                step.perform(host, progress -> announcer.announce(new ApplyEvent.StepProgressed(step, progress)));
            } catch (ProvisioningException failure) {
                isBack = false;
                remains(change, step, failure);
            } catch (Throwable thrown) {
                isBack = false;
                remains(change, step, Unexpected.of(thrown));
                if (thrown instanceof Error first && error == null) {
                    error = first;
                }
            }
        }
        return isBack;
    }

    private void remains(Change change, Step step, ProvisioningException failure) {
        isComplete = false;
        remaining.add(change.subject() + ", since \"" + step.describe() + "\" failed: " + failure.problem());
    }

    /** No handler of failures may take an {@link Error} for one. */
    private void throwIfError(RolledBack result) {
        if (error != null) {
            announcer.announce(new ApplyEvent.RollBackFinished(result));
            error.addSuppressed(new HostException(
                    "the roll-back of stack " + receipt.stack() + ": " + result,
                    "call rollBack(\"" + receipt.stack() + "\") to try again"));
            throw error;
        }
    }

    /** In the order of old; what stays for the sake of data comes last, unless it turned out to have none. */
    private Receipt complete() {
        Receipt complete = journal.before();
        Plan left = planner.planRollBack(host, receipt, journal);
        for (Owned owned : receipt.resources()) {
            boolean isGone = left.resources().stream()
                    .anyMatch(resource -> resource.id().equals(owned.id())
                            && resource.ownership().isEmpty()
                            && resource.changes().isEmpty());
            if (journal.before().find(owned.id()).isEmpty() && !isGone) {
                complete = complete.with(owned);
            }
        }
        return complete;
    }

    private void remember(Receipt next) {
        if (!next.equals(receipt)) {
            ReceiptStore.write(host, next);
            receipt = next;
        }
    }
}
