package dev.outboard.core.planner;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.desired.ResourceKind.Removal;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.journal.Entry;
import dev.outboard.core.journal.Former;
import dev.outboard.core.journal.Journal;
import dev.outboard.core.plan.PlannedResource;
import dev.outboard.core.receipt.Owned;
import dev.outboard.core.step.DeletePath;
import dev.outboard.core.step.MakeDirectory;
import dev.outboard.core.step.MakeSymbolicLink;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.step.WriteFile;
import dev.outboard.core.value.AbsolutePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Plans the way back to where a journal began. What the apply made is removed as any removal does it; what was there
 * before gets its files back, then its commands are taken back that need them.
 */
final class RollBackPlanner {
    private final Planning planning;
    private final Journal journal;
    private final Function<Owned, Removal> removal;
    private final Set<AbsolutePath> deleted = new TreeSet<>();

    RollBackPlanner(Planning planning, Journal journal, Function<Owned, Removal> removal) {
        this.planning = planning;
        this.journal = journal;
        this.removal = removal;
    }

    List<PlannedResource> resources() {
        List<PlannedResource> planned = new ArrayList<>();
        for (ResourceId id : Lists.reverse(List.copyOf(touched()))) {
            planned.add(
                    isMade(id)
                            ? unmade(id)
                            : new PlannedResource(
                                    id, changedBack(id), journal.before().find(id)));
        }
        journal.before().resources().stream()
                .map(Owned::id)
                .filter(touched()::contains)
                .forEach(id -> planned.add(new PlannedResource(
                        id, takenBackAfter(id), journal.before().find(id))));
        return planned;
    }

    /** In the order in which the apply came to them. */
    private Set<ResourceId> touched() {
        Set<ResourceId> touched = new LinkedHashSet<>();
        journal.entries().forEach(entry -> touched.add(entry.resource()));
        planning.receipt().resources().stream()
                .map(Owned::id)
                .filter(this::isMade)
                .forEach(touched::add);
        return touched;
    }

    private boolean isMade(ResourceId id) {
        return journal.before().find(id).isEmpty();
    }

    private PlannedResource unmade(ResourceId id) {
        List<Change> changes = new ArrayList<>();
        Optional<Owned> kept = Optional.empty();
        Optional<Owned> owned = planning.receipt().find(id);
        if (owned.isPresent()) {
            Removal gone = removed(owned.get());
            kept = owned.filter(ignored -> !gone.forgotten());
            changes.addAll(gone.changes());
            gone.changes().stream().flatMap(change -> change.steps().stream()).forEach(step -> {
                if (step instanceof DeletePath delete) {
                    deleted.add(delete.path());
                }
            });
        }
        change(id, filesBack(id)).ifPresent(changes::add);
        return new PlannedResource(id, changes, kept);
    }

    /** What can't be removed now stays owned, and must not keep the rest from going back. */
    private Removal removed(Owned owned) {
        try {
            return removal.apply(owned);
        } catch (ProvisioningException failure) {
            remains(owned.id() + " stays: " + failure.problem());
            return Removal.kept();
        }
    }

    private List<Change> changedBack(ResourceId id) {
        List<Step> steps = new ArrayList<>();
        for (Entry entry : Lists.reverse(of(id))) {
            if (entry instanceof Entry.Performed performed) {
                performed.undo().before().forEach(command -> steps.add(takingBack(command, entry)));
                performed.undo().remains().ifPresent(this::remains);
            } else {
                steps.addAll(fileBack(entry));
            }
        }
        return change(id, steps).stream().toList();
    }

    private List<Change> takenBackAfter(ResourceId id) {
        Set<Command> commands = new LinkedHashSet<>();
        of(id).stream()
                .filter(Entry.Performed.class::isInstance)
                .forEach(entry ->
                        commands.addAll(((Entry.Performed) entry).undo().after()));
        return change(id, commands.stream().map(RollBackPlanner::again).toList()).stream()
                .toList();
    }

    private List<Entry> of(ResourceId id) {
        return journal.entries().stream()
                .filter(entry -> entry.resource().equals(id))
                .toList();
    }

    private List<Step> filesBack(ResourceId id) {
        return Lists.reverse(of(id)).stream()
                .flatMap(entry -> fileBack(entry).stream())
                .toList();
    }

    private List<Step> fileBack(Entry entry) {
        if (entry instanceof Entry.TreeDeleted tree) {
            remains("directory " + tree.path() + " was deleted with all that was in it");
        }
        if (entry instanceof Entry.Replaced large && large.former() instanceof Former.Large) {
            remains("file " + large.path() + " was replaced or deleted, and is too large to be kept for that");
        }
        return entry instanceof Entry.Replaced replaced
                ? back(replaced.path(), replaced.former()).stream().toList()
                : List.of();
    }

    /** Nothing if it is so already. A socket or a pipe comes back with the program that listens on it. */
    private Optional<Step> back(AbsolutePath path, Former former) {
        if (Former.at(path, planning.host()).equals(former)) {
            return Optional.empty();
        }
        if (former instanceof Former.File file) {
            return Optional.of(new WriteFile(path, file.content(), file.mode(), file.owner()));
        }
        if (former instanceof Former.Directory directory) {
            // one that a removal deletes came by a mount of the same apply, not by its journal
            return deleted.contains(path)
                    ? Optional.empty()
                    : Optional.of(new MakeDirectory(path, directory.mode(), directory.owner()));
        }
        if (former instanceof Former.Link link) {
            return Optional.of(new MakeSymbolicLink(path, link.target()));
        }
        return former instanceof Former.Absent && deleted.add(path) ? Optional.of(deletion(path)) : Optional.empty();
    }

    private DeletePath deletion(AbsolutePath path) {
        boolean isDirectory = planning.host()
                .status(path)
                .filter(status -> status.type() == FileStatus.Type.DIRECTORY)
                .isPresent();
        return new DeletePath(path, isDirectory ? DeletePath.Extent.EMPTY_DIRECTORY : DeletePath.Extent.FILE);
    }

    private void remains(String what) {
        planning.note("can't be taken back: " + what);
    }

    /** Of the last thing in a journal, it is not known whether it was begun. */
    private Step takingBack(Command command, Entry entry) {
        boolean isLast = entry == Iterables.getLast(journal.entries());
        return isLast ? new BestEffortCommand(command) : again(command);
    }

    private static RunCommand again(Command command) {
        return new RunCommand(command, Undo.NOTHING);
    }

    private static Optional<Change> change(ResourceId id, List<? extends Step> steps) {
        return Stream.of(steps)
                .filter(some -> !some.isEmpty())
                .map(some -> Change.of(id, Action.UPDATE, some).because("as it was before the apply"))
                .findFirst();
    }
}
