package dev.outboard.core.store;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.Host;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.text.Quoted;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.core.value.StackName;
import java.util.ArrayList;
import java.util.List;

/** Where receipts lie: one JSON file per stack, {@code /var/lib/outboard/NAME.json}, readable by root alone. */
public final class ReceiptStore {
    /** The directory of all receipts. */
    public static final AbsolutePath DIRECTORY = StateDirectory.PATH;

    private static final String SUFFIX = ".json";

    private ReceiptStore() {}

    /**
     * Reads what Outboard owns on a host. A file that is not a receipt, or that can't be read, stops no
     * other stack: the result names it.
     *
     * @param host the host
     * @return the receipts, in the order of their stacks' names, and what is wrong with the other files
     * @throws HostException if the directory itself can't be read
     */
    public static KnownReceipts readAll(HostView host) {
        List<Receipt> receipts = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (String file : host.list(DIRECTORY)) {
            if (file.endsWith(SUFFIX)) {
                try {
                    receipts.add(read(host, StackName.of(file.substring(0, file.length() - SUFFIX.length()))));
                } catch (InvalidValueException strange) {
                    unreadable.add("file " + Quoted.text(file) + " in " + DIRECTORY
                            + " is not a receipt of Outboard: its name is not that of a stack");
                } catch (HostException damaged) {
                    unreadable.add(damaged.problem());
                }
            }
        }
        return new KnownReceipts(receipts, unreadable);
    }

    /**
     * Reads the receipt of a stack.
     *
     * @param host where
     * @param stack which stack
     * @return its receipt; the empty one if it was never applied there
     * @throws HostException if the file is there and is not a receipt of the stack, or if other users than root can write to
     *     it or to its directory
     */
    public static Receipt read(HostView host, StackName stack) {
        AbsolutePath path = path(stack);
        return StateDirectory.read(host, path)
                .map(content -> parse(path, stack, text(path, content)))
                .orElseGet(() -> Receipt.empty(stack));
    }

    private static String text(AbsolutePath path, FileContent content) {
        if (!content.isText()) {
            throw ReceiptText.unreadable(path, "it is not text in UTF-8", null);
        }
        return content.text();
    }

    /**
     * Writes a receipt; one of nothing is deleted.
     *
     * @param host where
     * @param receipt what
     */
    public static void write(Host host, Receipt receipt) {
        AbsolutePath path = path(receipt.stack());
        if (receipt.resources().isEmpty()) {
            host.deleteFile(path);
            StateDirectory.removeIfEmpty(host);
            return;
        }
        StateDirectory.make(host);
        host.writeFile(path, FileContent.ofText(text(receipt)), FileMode.SECRET, FileOwner.ROOT);
    }

    /**
     * The file of a stack's receipt.
     *
     * @param stack which stack
     * @return its path
     */
    public static AbsolutePath path(StackName stack) {
        return DIRECTORY.resolve(stack + SUFFIX);
    }

    /**
     * A receipt as its file has it.
     *
     * @param receipt which receipt
     * @return JSON, ended by a newline
     */
    public static String text(Receipt receipt) {
        return ReceiptText.of(receipt);
    }

    /**
     * The opposite of {@link #text}.
     *
     * @param path where the text is from, for the message
     * @param stack whose receipt it is
     * @param text JSON
     * @return the receipt
     * @throws HostException if the text is not a receipt
     */
    public static Receipt parse(AbsolutePath path, StackName stack, String text) {
        return ReceiptText.parse(path, stack, text);
    }
}
