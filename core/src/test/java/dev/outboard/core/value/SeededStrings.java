package dev.outboard.core.value;

import java.util.Random;
import java.util.function.Consumer;

/** Random text that a seed repeats: a failing property names the seed that it failed for. */
final class SeededStrings {
    static final String LOWER_CASE = "abcdefghijklmnopqrstuvwxyz";
    static final String DIGITS = "0123456789";
    static final String ALPHANUMERIC = LOWER_CASE + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS;

    private static final int SEEDS = 300;
    private static final String TROUBLE =
            "aZ09-_.:/@%=~,;*[](){}<>|&$#!?\\\"'` \t\n\r\u0000\u007f\u0085éß€\u2028\ud83d";

    private final Random random;

    private SeededStrings(long seed) {
        this.random = new Random(seed);
    }

    /** Runs a property for each of the fixed seeds. */
    static void forEachSeed(Consumer<SeededStrings> property) {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                property.accept(new SeededStrings(seed));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    /** Text of some characters of an alphabet; both lengths can occur. */
    String text(String alphabet, int shortest, int longest) {
        int length = number(shortest, longest);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** Text that few parsers like: separators, quotes, control characters, half a surrogate pair. */
    String trouble() {
        return text(TROUBLE, 0, 12);
    }

    /** The same text with one character replaced, inserted or removed. */
    String mutate(String text) {
        int start = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), start + random.nextInt(2));
        return text.substring(0, start) + text(TROUBLE, 0, 1) + text.substring(end);
    }

    /** A number between two bounds, both of which can occur. */
    int number(int lowest, int highest) {
        return lowest + random.nextInt(highest - lowest + 1);
    }

    /** One of some texts. */
    String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** An IPv4 address. */
    String ipv4() {
        return "%d.%d.%d.%d".formatted(number(0, 255), number(0, 255), number(0, 255), number(0, 255));
    }

    /** An IPv6 address, often with a run of zeros. */
    String ipv6() {
        StringBuilder address = new StringBuilder();
        for (int group = 0; group < 8; group++) {
            address.append(group == 0 ? "" : ":").append(oneOf("0", "0", text("0123456789abcdefABCDEF", 1, 4)));
        }
        return address.toString();
    }
}
