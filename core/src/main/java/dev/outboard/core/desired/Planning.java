package dev.outboard.core.desired;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Retention;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.value.AbsolutePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One comparison of a desired state with a host. Resources look at the host through it, and it gathers what they find.
 * Lives as long as one plan is made; not thread-safe.
 */
public final class Planning {
    private final HostView host;
    private final Receipt receipt;
    private final Set<ResourceId> adopted;
    private final Retention retention;
    private final Set<ResourceId> changed = new LinkedHashSet<>();
    private final Set<ResourceId> interrupted = new LinkedHashSet<>();
    private final List<Problem> conflicts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Starts a planning.
     *
     * @param host the host; each query is run on it once at most
     * @param receipt what is owned there
     * @param adopted what may be taken over although it is not owned
     * @param retention what a removal does with data
     */
    public Planning(HostView host, Receipt receipt, Set<ResourceId> adopted, Retention retention) {
        this.host = host.cached();
        this.receipt = receipt;
        this.adopted = new LinkedHashSet<>(adopted);
        this.retention = retention;
    }

    /**
     * Starts the same planning again, to look ahead: what a resource would find that stands after others. What is noted
     * there is not noted here.
     *
     * @return a planning of its own, of the same host and receipt; queries that ran here are not run again
     */
    public Planning ahead() {
        return new Planning(host, receipt, adopted, retention);
    }

    /**
     * The host as it is.
     *
     * @return a view that runs each query once
     */
    public HostView host() {
        return host;
    }

    /**
     * What is owned before the plan.
     *
     * @return the receipt
     */
    public Receipt receipt() {
        return receipt;
    }

    /**
     * What a removal does with data.
     *
     * @return keep or purge
     */
    public Retention retention() {
        return retention;
    }

    /**
     * Whether a resource may be changed: it is owned, or the caller gave it to be adopted.
     *
     * @param id which resource
     * @return true if it is ours to change
     */
    public boolean mayChange(ResourceId id) {
        return receipt.find(id).isPresent() || adopted.contains(id);
    }

    /**
     * Whether a file may be changed: it is owned by itself or as a part of another resource, or given to be adopted.
     *
     * @param path the file
     * @return true if it is ours to change
     */
    public boolean mayChangeFile(AbsolutePath path) {
        return mayChange(ResourceId.file(path))
                || receipt.resources().stream()
                        .map(Owned::attributes)
                        .anyMatch(attributes -> attributes.containsKey(ManagedFile.attribute(path)));
    }

    /**
     * Whether this plan changes a resource, as far as it is made.
     *
     * @param id which resource
     * @return true if there are changes of it
     */
    public boolean isChanged(ResourceId id) {
        return changed.contains(id);
    }

    /**
     * Whether this plan restarts a resource, as far as it is made.
     *
     * @param id which resource
     * @return true if one of its changes is a restart
     */
    public boolean isInterrupted(ResourceId id) {
        return interrupted.contains(id);
    }

    /**
     * Notes something that stands in the way and is not ours.
     *
     * @param conflict what, and the remedy
     */
    public void conflict(Problem conflict) {
        conflicts.add(conflict);
    }

    /**
     * Notes something that the reader of the plan should know.
     *
     * @param text one line
     */
    public void note(String text) {
        notes.add(text);
    }

    /**
     * What was noted so far.
     *
     * @return the lines, in order
     */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Asks a resource for its changes, and remembers that it has some.
     *
     * @param resource the resource
     * @return its changes
     */
    public List<Change> changesOf(Resource resource) {
        List<Change> changes = resource.changes(this);
        if (!changes.isEmpty()) {
            changed.add(resource.id());
        }
        if (changes.stream().anyMatch(change -> change.action() == Action.RESTART)) {
            interrupted.add(resource.id());
        }
        return changes;
    }

    /**
     * Ends the planning.
     *
     * @param subject what was planned, for the message
     * @throws ConflictException if anything stands in the way
     */
    public void throwIfConflicts(String subject) {
        if (!conflicts.isEmpty()) {
            throw new ConflictException(subject, conflicts);
        }
    }
}
