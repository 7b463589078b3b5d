package dev.outboard.core.value;

import dev.outboard.core.failure.InvalidValueException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of memory or disk, at least one byte. K, M, G and T are powers of 1024, as systemd and Docker both read
 * them; lower case, as Docker's users write it, is taken too.
 */
public final class ByteSize implements Comparable<ByteSize> {
    private static final String KIND = "size";
    private static final String EXPECTED = "a number from 1 up to 8 exabytes, then nothing or one of K, M, G, T";
    private static final String REMEDY = "write e.g. \"400M\"";
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})([KMGTkmgt]?)");
    private static final String UNITS = "KMGT";
    private static final int BITS_PER_UNIT = 10;

    private final long bytes;

    private ByteSize(long bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a size.
     *
     * @param size a number and maybe a unit, for example {@code 400M}
     * @return the size
     * @throws InvalidValueException if it is zero, too large, or not a size
     */
    public static ByteSize of(String size) {
        Matcher parts = SIZE.matcher(size);
        if (!parts.matches()) {
            throw new InvalidValueException(KIND, size, EXPECTED, REMEDY);
        }
        try {
            return ofBytes(Math.multiplyExact(Long.parseLong(parts.group(1)), factorOf(parts.group(2))));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new InvalidValueException(KIND, size, EXPECTED, REMEDY);
        }
    }

    private static long factorOf(String unit) {
        return unit.isEmpty() ? 1 : 1L << (BITS_PER_UNIT * (UNITS.indexOf(Character.toUpperCase(unit.charAt(0))) + 1));
    }

    /**
     * A size from its bytes.
     *
     * @param bytes the number of bytes, at least one
     * @return the size
     * @throws InvalidValueException if it is less than one
     */
    public static ByteSize ofBytes(long bytes) {
        if (bytes < 1) {
            throw new InvalidValueException(KIND, Long.toString(bytes), EXPECTED, REMEDY);
        }
        return new ByteSize(bytes);
    }

    /**
     * The size in bytes.
     *
     * @return the number of bytes
     */
    public long bytes() {
        return bytes;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ByteSize size && bytes == size.bytes;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bytes);
    }

    /** The size in the largest unit that leaves no remainder, for example {@code 400M}. */
    @Override
    public String toString() {
        int unit = Math.min(UNITS.length(), Long.numberOfTrailingZeros(bytes) / BITS_PER_UNIT);
        return (bytes >> (unit * BITS_PER_UNIT)) + (unit == 0 ? "" : UNITS.substring(unit - 1, unit));
    }
}
