package dev.outboard.core.plan;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.value.StackName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What has to happen on a host, in order. Made by {@link Planner}, carried out by an applier; printing it shows exactly
 * what would run.
 *
 * @param receipt what is owned before
 * @param resources the resources that change
 * @param notes what the reader should know, a line each
 */
public record Plan(Receipt receipt, List<PlannedResource> resources, List<String> notes) {

    /**
     * Creates a plan.
     *
     * @param receipt what is owned before
     * @param resources the resources that change
     * @param notes what the reader should know
     */
    public Plan {
        resources = List.copyOf(resources);
        notes = List.copyOf(notes);
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
