package dev.outboard.core.plan;

import dev.outboard.core.change.Change;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A plan that does not fit the host: it was made on another one, or the host changed since. Nothing was changed. */
public final class StalePlanException extends ProvisioningException {
    private static final long serialVersionUID = 1L;

    private StalePlanException(Plan plan, String here) {
        super(
                "the plan for stack " + plan.stack() + " was made on another host: on " + plan.host() + ", and this is "
                        + here,
                "plan on the host that you want to change, and apply that plan; nothing was changed");
    }

    private StalePlanException(StackName stack, List<String> moved) {
        super(
                Stream.concat(
                                Stream.of("the plan for stack " + stack + " is out of date; since it was made,"),
                                moved.stream().flatMap(change -> ("  - " + change).lines()))
                        .toList(),
                "plan again, look at the new plan, and apply that; nothing was changed",
                null);
    }

    /**
     * Refuses a plan of another host.
     *
     * @param plan the plan
     * @param host where it would be carried out
     * @throws StalePlanException if it was made on another host
     */
    public static void throwIfForeign(Plan plan, HostView host) {
        String here = host.identity();
        if (!plan.host().equals(here)) {
            throw new StalePlanException(plan, here);
        }
    }

    /**
     * Refuses a plan that does not fit its host any more.
     *
     * @param then the plan
     * @param now the same plan as it is made now
     * @throws StalePlanException if what is owned, or what has to be done, is not the same
     */
    public static void throwIfOther(Plan then, Plan now) {
        List<String> before = texts(then);
        List<String> after = texts(now);
        if (!before.equals(after) || !then.receipt().equals(now.receipt())) {
            throw new StalePlanException(then.stack(), moved(then, now, before, after));
        }
    }

    private static List<String> moved(Plan then, Plan now, List<String> before, List<String> after) {
        List<String> moved = new ArrayList<>();
        if (!then.receipt().equals(now.receipt())) {
            moved.add("another apply changed what is owned");
        }
        now.changes().stream()
                .filter(change -> !before.contains(change.toString()))
                .forEach(change -> moved.add("now it has to: " + indented(change)));
        then.changes().stream()
                .filter(change -> !after.contains(change.toString()))
                .forEach(change -> moved.add("no longer as planned: " + change.summary()));
        return moved.isEmpty() ? List.of("the order of the changes is another") : moved;
    }

    private static List<String> texts(Plan plan) {
        return plan.changes().stream().map(Change::toString).toList();
    }

    private static String indented(Change change) {
        return change.toString().strip().replace("\n", "\n    ");
    }
}
