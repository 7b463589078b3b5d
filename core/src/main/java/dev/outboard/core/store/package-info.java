/**
 * Where receipts are kept on a host. Inside of the library.
 *
 * <p>Enters: a receipt. Leaves: a file under {@code /var/lib/outboard}, and the receipt again, as long as no other user than
 * root could have written it. Uses {@code text}, {@code failure}, {@code log}, {@code value}, {@code host} and {@code
 * receipt}.
 */
@NullMarked
package dev.outboard.core.store;

import org.jspecify.annotations.NullMarked;
