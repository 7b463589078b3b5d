package dev.outboard.core.store;

import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.text.ForeignText;
import java.util.List;

/**
 * What Outboard owns on a host, as far as it can be read.
 *
 * @param receipts one for each stack, in the order of their names
 * @param unreadable a line for each file beside them that is not a receipt or can't be read
 */
public record KnownReceipts(List<Receipt> receipts, List<String> unreadable) {

    /**
     * Creates the receipts of a host.
     *
     * @param receipts one for each stack
     * @param unreadable what is wrong with the other files
     */
    public KnownReceipts {
        receipts = List.copyOf(receipts);
        unreadable = List.copyOf(unreadable);
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
