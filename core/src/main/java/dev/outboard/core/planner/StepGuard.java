package dev.outboard.core.planner;

import dev.outboard.core.change.Change;
import dev.outboard.core.change.Step;
import dev.outboard.core.failure.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Keeps steps out of plans that would harm what is not Outboard's. Asked about every step that removes a resource or takes
 * an apply back, on the host as it is when the plan is made.
 */
@FunctionalInterface
public interface StepGuard {
    /** Lets every step pass. */
    StepGuard NONE = step -> Optional.empty();

    /**
     * Looks at one step.
     *
     * @param step the step
     * @return what it would harm; empty if it may be part of a plan
     */
    Optional<Problem> objection(Step step);

    /**
     * This guard, and another one behind it.
     *
     * @param other the other guard
     * @return a guard that objects to what one of the two objects to
     */
    default StepGuard and(StepGuard other) {
        return step -> objection(step).or(() -> other.objection(step));
    }

    /**
     * Looks at the steps of several changes.
     *
     * @param changes the changes
     * @return the first objection; empty if there is none
     */
    default Optional<Problem> firstObjection(List<Change> changes) {
        return changes.stream()
                .flatMap(change -> change.steps().stream())
                .flatMap(step -> objection(step).stream())
                .findFirst();
    }
}
