package dev.outboard.core.journal;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.store.DamagedJournalException;
import dev.outboard.core.store.ReceiptStore;
import dev.outboard.core.store.StateDirectory;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.List;
import java.util.Optional;

/**
 * Where journals lie: one file per stack while it is applied, {@code /var/lib/outboard/NAME.journal}, a record a line.
 *
 * <p>A journal holds the former content of the files that the apply replaces, also of those with secrets, such as the
 * tokens in a runner's {@code config.toml}: without it they could not come back. It has mode 0600 in a directory of mode
 * 0700, and is deleted when the apply ends or is rolled back. If the process is killed, it stays until the next apply,
 * removal or roll-back of the stack.
 *
 * <p>A damaged journal is kept as {@code NAME.journal.damaged}, by a roll-back alone.
 */
public final class JournalStore {
    private static final String DAMAGED = ".journal.damaged";

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
     * @throws DamagedJournalException if it is not as an apply leaves it
     * @throws HostException if it is not a file, or if other users than root can write to it or to its directory
     */
    public static Optional<Journal> read(HostView host, StackName stack) {
        AbsolutePath path = path(stack);
        return StateDirectory.read(host, path).map(content -> JournalText.parse(path, stack, content));
    }

    /**
     * Reads the journal of a stack, to roll back. If it is damaged, it is put aside first, so that the stack can be applied
     * or removed.
     *
     * @param host where; the caller has its lock
     * @param stack which stack
     * @return its journal, or empty if no apply is under way
     * @throws DamagedJournalException if it is damaged; it says where the journal is kept
     * @throws HostException as {@link #read}
     */
    public static Optional<Journal> readOrPutAside(Host host, StackName stack) {
        try {
            return read(host, stack);
        } catch (DamagedJournalException damaged) {
            throw damaged.keptAs(putAside(host, stack));
        }
    }

    private static AbsolutePath putAside(Host host, StackName stack) {
        AbsolutePath journal = path(stack);
        AbsolutePath place = ReceiptStore.DIRECTORY.resolve(stack + DAMAGED);
        for (int number = 2; host.status(place).isPresent(); number++) {
            place = ReceiptStore.DIRECTORY.resolve(stack + DAMAGED + "." + number);
        }
        FileContent content = StateDirectory.read(host, journal).orElseThrow();
        host.writeFile(place, content, FileMode.SECRET, FileOwner.ROOT);
        host.deleteFile(journal);
        return place;
    }

    /**
     * The damaged journals of a stack that were put aside, and not deleted since.
     *
     * @param host where
     * @param stack which stack
     * @return their paths
     */
    public static List<AbsolutePath> damaged(HostView host, StackName stack) {
        String name = stack + DAMAGED;
        return host.list(ReceiptStore.DIRECTORY).stream()
                .filter(file -> file.equals(name)
                        || (file.startsWith(name + ".")
                                && file.substring(name.length() + 1).chars().allMatch(Character::isDigit)))
                .map(ReceiptStore.DIRECTORY::resolve)
                .toList();
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
        StateDirectory.removeIfEmpty(host);
    }
}
