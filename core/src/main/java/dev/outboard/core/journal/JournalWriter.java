package dev.outboard.core.journal;

import dev.outboard.core.change.ResourceId;
import dev.outboard.core.change.Undo;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.Host;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.store.StateDirectory;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes the journal of one apply. What it was told is on the disk when a method returns. Not thread-safe. */
public final class JournalWriter {
    private final Host host;
    private final StackName stack;

    /** What was at a path when the apply came is said once; what the apply itself put there since does not count. */
    private final Set<AbsolutePath> recorded = new TreeSet<>();

    private int records;

    private JournalWriter(Host host, StackName stack) {
        this.host = host;
        this.stack = stack;
    }

    /**
     * Begins a journal, or continues the one of an apply that was ended.
     *
     * @param host where
     * @param before what is owned before the apply
     * @return the writer
     */
    public static JournalWriter open(Host host, Receipt before) {
        JournalWriter writer = new JournalWriter(host, before.stack());
        Optional<Journal> left = JournalStore.read(host, before.stack());
        if (left.isEmpty()) {
            writer.begin(before);
        } else {
            writer.goOn(left.get());
        }
        return writer;
    }

    private void begin(Receipt before) {
        try {
            StateDirectory.make(host);
            write(new Journal(before, List.of()));
        } catch (ProvisioningException failure) {
            forget(failure);
            throw failure;
        }
    }

    /** Without the beginning of a record that was not written as a whole: another one comes in its place. */
    private void goOn(Journal left) {
        left.entries().stream()
                .filter(Entry.Replaced.class::isInstance)
                .forEach(entry -> recorded.add(((Entry.Replaced) entry).path()));
        write(left);
    }

    private void write(Journal journal) {
        host.writeFile(
                JournalStore.path(stack), FileContent.ofText(JournalText.of(journal)), FileMode.SECRET, FileOwner.ROOT);
        records = journal.entries().size() + 1;
    }

    private void forget(ProvisioningException failure) {
        try {
            JournalStore.delete(host, stack);
        } catch (ProvisioningException second) {
            failure.addSuppressed(second);
        }
    }

    /**
     * A host whose files are written down before they change.
     *
     * @param resource for which resource they change
     * @return a host with the same effects
     */
    public Host hostFor(ResourceId resource) {
        return new JournaledHost(host, resource, this);
    }

    /**
     * Writes down that a step is about to be performed.
     *
     * @param resource for which resource
     * @param undo how it is taken back
     */
    public void performing(ResourceId resource, Undo undo) {
        if (!undo.equals(Undo.NOTHING)) {
            append(JournalRecord.of(new Entry.Performed(resource, undo)));
        }
    }

    /**
     * Writes down that a change was made.
     *
     * @param resource of which resource
     * @param summary the change in one line
     */
    public void made(ResourceId resource, String summary) {
        append(JournalRecord.of(new Entry.Made(resource, summary)));
    }

    void replacing(ResourceId resource, AbsolutePath path) {
        if (recorded.add(path)) {
            append(JournalRecord.of(new Entry.Replaced(resource, path, Former.at(path, host))));
        }
    }

    void deletingTree(ResourceId resource, AbsolutePath path) {
        append(JournalRecord.of(new Entry.TreeDeleted(resource, path)));
    }

    private void append(JournalRecord record) {
        records++;
        host.append(JournalStore.path(stack), FileContent.ofText(JournalText.line(records, record)));
    }
}
