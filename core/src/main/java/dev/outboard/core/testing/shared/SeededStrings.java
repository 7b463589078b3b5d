package dev.outboard.core.testing.shared;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Random text that a seed repeats, for tests that try many cases: a property that fails names the seed that it failed
 * for. How many cases a run tries is multiplied by the system property {@code outboard.cases}, a whole number, 1 if it is
 * not set. Not thread-safe.
 *
 * <pre>{@code
 * SeededStrings.forEachSeed(10_000, random -> assertRefusedOrReadBack(random.hostile()));
 * }</pre>
 */
public final class SeededStrings {
    /** The letters from a to z. */
    public static final String LOWER_CASE = "abcdefghijklmnopqrstuvwxyz";

    /** The digits from 0 to 9. */
    public static final String DIGITS = "0123456789";

    /** The letters of ASCII, and the digits. */
    public static final String ALPHANUMERIC = LOWER_CASE + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS;

    private static final int FEW = 300;
    private static final int MULTIPLIER = Integer.getInteger("outboard.cases", 1);
    private static final String TROUBLE =
            "aZ09-_.:/@%=~,;*[](){}<>|&$#!?\\\"'` \t\n\r\u0000\u007f\u0085éß€\u2028\ud83d";

    /** What means something to a unit file, JSON, TOML, YAML, a shell, a command line or a terminal. */
    private static final List<String> PHRASES = List.of(
            "\n",
            "\r\n",
            "\n\n[Service]\nExecStart=/bin/evil\n",
            "\n[[runners]]\n  privileged = true\n",
            "\", \"privileged\": true, \"x\": \"",
            "\"\n[runners.docker]\nprivileged = true\n#",
            "\nrm -rf /\n",
            "; reboot;",
            "$(reboot)",
            "`reboot`",
            "${HOME}",
            "$HOME",
            "$$",
            "%n",
            "%%",
            "%",
            "'; reboot #",
            "\" --privileged \"",
            " --privileged",
            "--privileged",
            "-",
            "\\",
            "\\\\",
            "\\\n",
            "\\n",
            "\\x0a",
            "\\u000a",
            "\\\"",
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "#",
            " # ",
            "[Unit]",
            "=",
            ",",
            ":",
            "\u0000",
            "\u0007",
            "\u001b[2J",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\u2029",
            "\u202e",
            "\ufeff",
            "\ufffd",
            "é",
            "日本",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "../../etc/shadow",
            "/",
            " ",
            "\t");

    private static final int LONG = 4_000;

    private final Random random;

    private SeededStrings(long seed) {
        this.random = new Random(seed);
    }

    /**
     * Runs a property for each of some fixed seeds.
     *
     * @param property what is true for any text
     * @throws AssertionError if it fails, with the seed
     */
    public static void forEachSeed(Consumer<SeededStrings> property) {
        forEachSeed(FEW, property);
    }

    /**
     * Runs a property for each of many fixed seeds.
     *
     * @param seeds how many, if the system property does not multiply them
     * @param property what is true for any text
     * @throws AssertionError if it fails, with the seed
     */
    public static void forEachSeed(int seeds, Consumer<SeededStrings> property) {
        for (long seed = 0; seed < (long) seeds * MULTIPLIER; seed++) {
            try {
                property.accept(new SeededStrings(seed));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    /**
     * Text of some characters of an alphabet; both lengths can occur.
     *
     * @param alphabet the characters
     * @param shortest the smallest length
     * @param longest the greatest length
     * @return the text
     */
    public String text(String alphabet, int shortest, int longest) {
        int length = number(shortest, longest);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /**
     * Text that few parsers like: separators, quotes, control characters, half a surrogate pair.
     *
     * @return text of at most 12 characters
     */
    public String trouble() {
        return text(TROUBLE, 0, 12);
    }

    /**
     * Text that wants to be more than text where it is written: another line, section, option or word.
     *
     * @return text of any length, now and then some thousand characters
     */
    public String hostile() {
        StringBuilder text = new StringBuilder();
        int parts = number(1, 4);
        for (int part = 0; part < parts; part++) {
            text.append(
                    switch (number(0, 3)) {
                        case 0 -> text(ALPHANUMERIC, 0, 6);
                        case 1 -> trouble();
                        default -> oneOf(PHRASES);
                    });
        }
        return number(0, 200) == 0
                ? text.append("x".repeat(LONG)).append(oneOf(PHRASES)).toString()
                : text.toString();
    }

    /**
     * The same text with one character replaced, inserted or removed.
     *
     * @param text the text
     * @return other text, or the same
     */
    public String mutate(String text) {
        int start = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), start + random.nextInt(2));
        return text.substring(0, start) + text(TROUBLE, 0, 1) + text.substring(end);
    }

    /**
     * A number between two bounds, both of which can occur.
     *
     * @param lowest the smallest
     * @param highest the greatest
     * @return the number
     */
    public int number(int lowest, int highest) {
        return lowest + random.nextInt(highest - lowest + 1);
    }

    /**
     * One of some texts.
     *
     * @param choices the texts
     * @return one of them
     */
    public String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /**
     * One of some things.
     *
     * @param choices the things
     * @param <T> their type
     * @return one of them
     */
    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /**
     * An IPv4 address.
     *
     * @return four numbers with dots between
     */
    public String ipv4() {
        return "%d.%d.%d.%d".formatted(number(0, 255), number(0, 255), number(0, 255), number(0, 255));
    }

    /**
     * An IPv6 address, often with a run of zeros.
     *
     * @return eight groups with colons between
     */
    public String ipv6() {
        StringBuilder address = new StringBuilder();
        for (int group = 0; group < 8; group++) {
            address.append(group == 0 ? "" : ":").append(oneOf("0", "0", text("0123456789abcdefABCDEF", 1, 4)));
        }
        return address.toString();
    }
}
