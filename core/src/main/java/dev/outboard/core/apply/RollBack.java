package dev.outboard.core.apply;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.journal.Journal;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.plan.Planner;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.receipt.ReceiptStore;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
     * @param listener told of every change and step before it happens
     * @return how far it was taken back; nothing remains if no apply was under way
     */
    static RolledBack perform(StackName stack, Planner planner, Host host, Consumer<? super ApplyEvent> listener) {
        try {
            return JournalStore.readOrPutAside(host, stack)
                    .map(journal -> new RollBack(planner, host, journal, new Announcer(listener)).perform())
                    .orElseGet(() -> noJournal(stack, host));
        } catch (ProvisioningException failure) {
            return new RolledBack(
                    ReceiptStore.read(host, stack),
                    List.of("everything, since the roll-back failed: " + failure.problem()));
        }
    }

    /** Without a journal nothing is known of what an apply did, so nothing is done. */
    private static RolledBack noJournal(StackName stack, Host host) {
        return new RolledBack(
                ReceiptStore.read(host, stack),
                JournalStore.damaged(host, stack).stream()
                        .map(journal -> "what an apply did whose journal was damaged and is kept as " + journal)
                        .toList());
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
        announcer.announce(new ApplyEvent.Finished(count));
        return new RolledBack(receipt, remaining);
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
                isComplete = false;
                remaining.add(change.subject() + ", since \"" + step.describe() + "\" failed: " + failure.problem());
            }
        }
        return isBack;
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
