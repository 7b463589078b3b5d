package dev.outboard.core.journal;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.receipt.ReceiptStore;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where journals lie: one file per stack while it is applied, {@code /var/lib/outboard/NAME.journal}, one record in JSON
 * per line. It has the former content of files, and is readable by root alone.
 */
public final class JournalStore {
    private JournalStore() {}

    /**
     * The file of a stack's journal.
     *
     * @param stack which stack
     * @return its path
     */
    public static AbsolutePath path(StackName stack) {
        return ReceiptStore.DIRECTORY.resolve(stack + ".journal");
    }

    /**
     * Whether an apply of a stack is under way, or was ended before it came to its end.
     *
     * @param host where
     * @param stack which stack
     * @return true if there is a journal
     */
    public static boolean exists(HostView host, StackName stack) {
        return host.status(path(stack)).isPresent();
    }

    /**
     * Reads the journal of a stack.
     *
     * @param host where
     * @param stack which stack
     * @return its journal, or empty if no apply is under way
     * @throws HostException if the file is there and is no journal
     */
    public static Optional<Journal> read(HostView host, StackName stack) {
        AbsolutePath path = path(stack);
        return host.read(path)
                .map(content -> content.isText() ? content.text() : "")
                .flatMap(text -> parse(path, stack, text));
    }

    /** A line that was not written to its end is of something that was not begun. */
    private static Optional<Journal> parse(AbsolutePath path, StackName stack, String text) {
        Optional<Receipt> before = Optional.empty();
        List<Entry> entries = new ArrayList<>();
        for (String line : text.lines().filter(each -> !each.isEmpty()).toList()) {
            Optional<JournalRecord> complete = JournalRecord.parse(line);
            if (complete.isEmpty()) {
                continue;
            }
            if (before.isEmpty()) {
                before = Optional.of(complete.get().receipt(path, stack));
            } else {
                entries.add(complete.get().entry(path));
            }
        }
        return before.map(receipt -> new Journal(receipt, entries));
    }

    /**
     * Deletes the journal of a stack, if there is one: its apply has come to its end, or was taken back.
     *
     * @param host where
     * @param stack which stack
     */
    public static void delete(Host host, StackName stack) {
        if (exists(host, stack)) {
            host.deleteFile(path(stack));
        }
        if (host.status(ReceiptStore.DIRECTORY).isPresent()
                && host.list(ReceiptStore.DIRECTORY).isEmpty()) {
            host.deleteEmptyDirectory(ReceiptStore.DIRECTORY);
        }
    }
}
