package dev.outboard.core.planner;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.desired.DesiredState;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.Resource;
import dev.outboard.core.desired.ResourceKind;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.journal.Journal;
import dev.outboard.core.journal.JournalStore;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares a desired state with a host. Reads only. Immutable and thread-safe. */
public final class Planner {
    private final ImmutableMap<String, ResourceKind> kinds;
    private final Function<HostView, StepGuard> guards;

    /**
     * Creates a planner.
     *
     * @param kinds every kind of resource that a receipt may name
     */
    public Planner(List<ResourceKind> kinds) {
        this(kinds, host -> StepGuard.NONE);
    }

    /**
     * Creates a planner that lets a guard look at everything that takes something away: a removal to which the guard
     * objects is a conflict, and a roll-back leaves that part out and says so.
     *
     * @param kinds every kind of resource that a receipt may name
     * @param guards gives the guard of one plan for its host
     */
    public Planner(List<ResourceKind> kinds, Function<HostView, StepGuard> guards) {
        this.guards = guards;
        this.kinds = kinds.stream().collect(toImmutableMap(ResourceKind::name, kind -> kind));
    }

    /**
     * Plans to bring a host to a desired state. What the receipt has and the desired state has not is taken away first.
     *
     * @param desired the desired state
     * @param host what is
     * @param receipt what is owned
     * @param adopted what may be taken over although it is there and not owned
     * @return the plan; empty if nothing has to happen
     * @throws dev.outboard.core.failure.ConflictException if something that is not ours stands in the way
     */
    public Plan plan(DesiredState desired, HostView host, Receipt receipt, Set<ResourceId> adopted) {
        Planning planning = new Planning(host, receipt, adopted, Retention.KEEP_DATA);
        Set<ResourceId> wanted = desired.resources().stream().map(Resource::id).collect(Collectors.toSet());
        List<PlannedResource> planned = new ArrayList<>(removals(
                receipt.resources().stream()
                        .filter(owned -> !wanted.contains(owned.id()))
                        .toList(),
                planning));
        boolean isUnfinished = noteUnfinished(planning);
        noteUnreadable(planning);
        for (Resource resource : desired.resources()) {
            List<Change> changes = planning.changesOf(resource);
            if (!changes.isEmpty() || (isUnfinished && isToBeRemembered(resource, planning))) {
                planned.add(new PlannedResource(resource.id(), changes, Optional.of(resource.owned(planning))));
            }
        }
        planning.throwIfConflicts("stack " + desired.stack());
        List<ResourceId> order = desired.resources().stream()
                .filter(Resource::decidesPlace)
                .map(Resource::id)
                .distinct()
                .toList();
        return new Plan(host.identity(), Optional.empty(), receipt, planned, order, planning.notes());
    }

    /**
     * Plans to take away everything that a receipt names, in the reverse of the order in which it was made.
     *
     * @param host what is
     * @param receipt what is owned
     * @param retention what happens to data
     * @return the plan; empty if nothing is owned
     */
    public Plan planRemoval(HostView host, Receipt receipt, Retention retention) {
        Planning planning = new Planning(host, receipt, ImmutableSet.of(), retention);
        List<PlannedResource> planned = removals(receipt.resources(), planning);
        noteUnfinished(planning);
        noteUnreadable(planning);
        planning.throwIfConflicts("removal of stack " + receipt.stack());
        return new Plan(host.identity(), receipt, planned, planning.notes());
    }

    /**
     * Plans the way back to where a journal began, in the reverse order: what was made is removed, what was changed or
     * removed is as it was. Data stays. What can't be taken back is in the notes.
     *
     * @param host what is
     * @param receipt what is owned
     * @param journal what was done, or was about to be
     * @return the plan
     */
    public Plan planRollBack(HostView host, Receipt receipt, Journal journal) {
        Planning planning = new Planning(host, receipt, ImmutableSet.of(), Retention.KEEP_DATA);
        List<PlannedResource> planned =
                new RollBackPlanner(planning, journal, owned -> kind(owned).remove(owned, planning)).resources();
        planning.throwIfConflicts("roll-back of stack " + receipt.stack());
        StepGuard guard = guards.apply(planning.host());
        List<PlannedResource> guarded = planned.stream()
                .map(resource -> upToAnObjection(resource, guard, planning))
                .toList();
        return new Plan(host.identity(), receipt, guarded, planning.notes());
    }

    /** What comes after the change that the guard objects to needs it, so it stays as well, and all of it stays owned. */
    private static PlannedResource upToAnObjection(PlannedResource resource, StepGuard guard, Planning planning) {
        List<Change> allowed = new ArrayList<>();
        for (Change change : resource.changes()) {
            Optional<Problem> objection = guard.firstObjection(List.of(change));
            if (objection.isPresent()) {
                planning.note("can't be taken back: " + resource.id() + ", since "
                        + objection.get().summary());
                Optional<Owned> kept = planning.receipt().find(resource.id());
                return new PlannedResource(resource.id(), allowed, kept.or(resource::ownership));
            }
            allowed.add(change);
        }
        return resource;
    }

    /** An apply that was ended left the memory of a change, although the change was made. */
    private static boolean isToBeRemembered(Resource resource, Planning planning) {
        return planning.receipt()
                .find(resource.id())
                .filter(owned -> !owned.equals(resource.owned(planning)))
                .isPresent();
    }

    /** Returns whether an apply did not come to its end. */
    private static boolean noteUnfinished(Planning planning) {
        StackName stack = planning.receipt().stack();
        boolean isUnfinished = JournalStore.read(planning.host(), stack).isPresent();
        if (isUnfinished) {
            planning.note(
                    "another apply of this stack is running, or the last one did not finish; in that case this plan continues"
                            + " where it stopped, and rollBack() takes it back instead");
        }
        List<AbsolutePath> damaged = JournalStore.damaged(planning.host(), stack);
        damaged.forEach(journal -> planning.note("an apply of this stack did not come to its end, and its journal was"
                + " damaged and is kept as " + journal
                + ". What it changed is not known as a whole; delete the file once you have looked at it"));
        return isUnfinished || !damaged.isEmpty();
    }

    private static void noteUnreadable(Planning planning) {
        ReceiptStore.readAll(planning.host())
                .unreadable()
                .forEach(file -> planning.note(file + ". This plan does not know what a stack of that file owns"));
    }

    private List<PlannedResource> removals(List<Owned> resources, Planning planning) {
        List<PlannedResource> removals = new ArrayList<>();
        StepGuard guard = guards.apply(planning.host());
        for (Owned owned : Lists.reverse(resources)) {
            ResourceKind.Removal removal = kind(owned).remove(owned, planning);
            guard.firstObjection(removal.changes()).ifPresent(planning::conflict);
            if (removal.forgotten()) {
                removals.add(new PlannedResource(owned.id(), removal.changes(), Optional.empty()));
            }
        }
        return removals;
    }

    private ResourceKind kind(Owned owned) {
        return Optional.ofNullable(kinds.get(owned.id().kind()))
                .orElseThrow(() -> new HostException(
                        "the receipt names " + owned.id() + ", a kind of resource that this program does not know",
                        "use the version of Outboard, and all of its modules, that made it"));
    }
}
