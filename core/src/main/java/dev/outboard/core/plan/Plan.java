package dev.outboard.core.plan;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.planner.Planner;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.StackName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What has to happen on a host, in order. Made by {@link Planner}, carried out by an applier on the same host; printing it
 * shows exactly what would run.
 *
 * @param host the host that it was made on
 * @param request what was asked for, a value that means the same on every host, so that the plan can be made again on the same host; empty for a plan that is carried
 *     out as it is
 * @param receipt what is owned before
 * @param resources the resources that change
 * @param order all resources that are wanted, in the order in which each needs those before it; the receipt has them in
 *     this order, so that a removal, which goes the other way, takes nothing away that is still needed
 * @param notes what the reader should know, a line each
 */
public record Plan(
        String host,
        Optional<Record> request,
        Receipt receipt,
        List<PlannedResource> resources,
        List<ResourceId> order,
        List<String> notes) {

    /**
     * Creates a plan.
     *
     * @param host the host that it was made on
     * @param request what was asked for, or empty
     * @param receipt what is owned before
     * @param resources the resources that change
     * @param order all resources that are wanted, in their order
     * @param notes what the reader should know
     */
    public Plan {
        resources = List.copyOf(resources);
        order = List.copyOf(order);
        notes = notes.stream().map(ForeignText::line).toList();
    }

    /**
     * Creates a plan without a request, for a receipt that keeps its order.
     *
     * @param host the host that it was made on
     * @param receipt what is owned before
     * @param resources the resources that change
     * @param notes what the reader should know
     */
    public Plan(String host, Receipt receipt, List<PlannedResource> resources, List<String> notes) {
        this(host, Optional.empty(), receipt, resources, List.of(), notes);
    }

    /**
     * The same plan with a request.
     *
     * @param asked what was asked for
     * @return the plan
     */
    public Plan requestedBy(Record asked) {
        return new Plan(host, Optional.of(asked), receipt, resources, order, notes);
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
     * Whether the host and the receipt are up to date.
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
