package dev.outboard;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.value.StackName;
import dev.outboard.runner.StackSpec;
import java.util.Set;

/** What a plan of a {@link Provisioner} was asked for. */
final class StackRequest {
    private StackRequest() {}

    /**
     * A desired stack.
     *
     * @param stack the stack
     * @param adopted what may be overwritten although it is there and not owned
     */
    record Deployment(StackSpec stack, Set<ResourceId> adopted) {
        /** Copies the set. */
        Deployment {
            adopted = ImmutableSet.copyOf(adopted);
        }
    }

    /**
     * A stack to remove.
     *
     * @param stack the stack's name
     * @param retention what happens to data
     */
    record Removal(StackName stack, Retention retention) {}

    /**
     * An apply to take back.
     *
     * @param stack the stack's name
     */
    record TakingBack(StackName stack) {}
}
