package dev.outboard.core.apply;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.receipt.ReceiptStore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a plan out on a host, step by step.
 *
 * <p>A resource enters the receipt before the first step that makes it, and leaves it after the last step that removes
 * it: whatever happens in between, nothing on the host is without an owner.
 */
public final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private final Host host;
    private final Consumer<? super ApplyEvent> listener;
    private Receipt receipt;

    private Applier(Host host, Receipt receipt, Consumer<? super ApplyEvent> listener) {
        this.host = host;
        this.receipt = receipt;
        this.listener = listener;
    }

    /**
     * Carries a plan out.
     *
     * @param plan what to do
     * @param host where
     * @param listener told of every change and step before it happens; what it throws is logged and changes nothing
     * @return what Outboard owns now, as it is remembered on the host
     * @throws ApplyFailedException if a step fails; what was done before it stays and is in the receipt
     */
    public static Receipt apply(Plan plan, Host host, Consumer<? super ApplyEvent> listener) {
        Applier applier = new Applier(host, plan.receipt(), listener);
        applier.perform(plan);
        return applier.receipt;
    }

    private void perform(Plan plan) {
        int count = plan.changes().size();
        int number = 0;
        for (PlannedResource resource : plan.resources()) {
            resource.ownership().ifPresent(owned -> remember(receipt.with(owned)));
            for (Change change : resource.changes()) {
                number++;
                announce(new ApplyEvent.ChangeStarted(change, number, count));
                perform(change);
            }
            if (resource.ownership().isEmpty()) {
                remember(receipt.without(resource.id()));
            }
        }
        announce(new ApplyEvent.Finished(count));
    }

    private void perform(Change change) {
        for (Step step : change.steps()) {
            announce(new ApplyEvent.StepStarted(step));
            try {
                step.perform(host, progress -> announce(new ApplyEvent.StepProgressed(step, progress)));
            } catch (ProvisioningException failure) {
                throw new ApplyFailedException(change, step, receipt, failure);
            }
        }
    }

    private void remember(Receipt next) {
        if (!next.equals(receipt)) {
            ReceiptStore.write(host, next);
            receipt = next;
        }
    }

    private void announce(ApplyEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException thrown) {
            log.warn("the listener of an apply failed on \"{}\"; the apply goes on", event.summary(), thrown);
        }
    }
}
