package dev.outboard.core.plan;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.value.StackName;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What has to happen on a host, in order. Made by {@link Planner}, carried out by an applier; printing it shows exactly
 * what would run.
 *
 * @param receipt what is owned before
 * @param resources the resources that change
 * @param notes what the reader should know, a line each
 * @param maker makes the same plan on the host as it is by then
 */
public record Plan(Receipt receipt, List<PlannedResource> resources, List<String> notes, Maker maker) {

    /** How a plan is made. */
    @FunctionalInterface
    public interface Maker {
        /**
         * Makes the plan on the host as it is now.
         *
         * @param made the plan that was made before
         * @return the plan as it would be made now
         */
        Plan again(Plan made);
    }

    /**
     * Creates a plan.
     *
     * @param receipt what is owned before
     * @param resources the resources that change
     * @param notes what the reader should know
     * @param maker makes the same plan on the host as it is by then
     */
    public Plan {
        resources = List.copyOf(resources);
        notes = List.copyOf(notes);
    }

    /**
     * Creates a plan that nobody can make again: it is carried out as it is.
     *
     * @param receipt what is owned before
     * @param resources the resources that change
     * @param notes what the reader should know
     */
    public Plan(Receipt receipt, List<PlannedResource> resources, List<String> notes) {
        this(receipt, resources, notes, made -> made);
    }

    /**
     * The same plan, which can be made again.
     *
     * @param way how
     * @return the plan
     */
    public Plan madeBy(Supplier<Plan> way) {
        return new Plan(receipt, resources, notes, made -> way.get());
    }

    /**
     * Makes the same plan on the host as it is now.
     *
     * @return the plan as it would be made now
     * @throws StalePlanException if it would be another one: the host, or what is owned, changed since
     * @throws dev.outboard.core.failure.ConflictException if something stands in the way by now
     */
    public Plan again() {
        Plan now = maker.again(this);
        StalePlanException.throwIfOther(this, now);
        return now;
    }

    /**
     * The stack that this plan is for.
     *
     * @return its name
     */
    public StackName stack() {
        return receipt.stack();
    }

    /**
     * Every change, in the order in which they are made.
     *
     * @return an immutable list
     */
    public List<Change> changes() {
        return resources.stream()
                .flatMap(resource -> resource.changes().stream())
                .toList();
    }

    /**
     * Whether the host and the receipt are as they shall be.
     *
     * @return true if there is nothing to do and nothing to remember
     */
    public boolean isEmpty() {
        return resources.isEmpty();
    }

    /**
     * How many changes there are of each action.
     *
     * @return for example {@code 12 to create, 1 to restart}
     */
    public String summary() {
        List<Change> changes = changes();
        String counts = Arrays.stream(Action.values())
                .map(action -> count(action, changes))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "nothing to do" : counts;
    }

    private static String count(Action action, List<Change> changes) {
        long count =
                changes.stream().filter(change -> change.action() == action).count();
        return count == 0 ? "" : count + " to " + action.verb();
    }

    /**
     * The whole plan as text: a headline, the notes, and every change with its difference and steps. No secrets.
     *
     * @return several lines, each ended by a newline
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Plan for stack " + stack() + ": " + summary() + "\n");
        notes.forEach(note -> text.append("  note: ").append(note).append('\n'));
        changes().forEach(text::append);
        return text.toString();
    }
}
