package dev.outboard.core.text;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words of a POSIX shell (XCU 2.2, Quoting): for showing a command to people, and for the one script that a staged tree
 * has. Outboard itself never runs a shell.
 */
public final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private static final int LAST_OF_FOUR_DIGITS = 0xffff;

    private ShellWords() {}

    /**
     * Quotes one word.
     *
     * @param word any text without NUL
     * @return text that a POSIX shell reads as exactly this word
     */
    public static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Quotes a list of words for people. A word with characters that can't be seen is written as {@code $'…'} with escapes,
     * which Bash reads as exactly this word.
     *
     * @param words the words
     * @return the words, each quoted as it needs, with single spaces between
     */
    public static String shown(List<String> words) {
        return words.stream()
                .map(word -> ForeignText.isVisible(word) ? quote(word) : "$'" + escaped(word) + "'")
                .collect(Collectors.joining(" "));
    }

    private static String escaped(String word) {
        StringBuilder text = new StringBuilder();
        word.codePoints().forEach(character -> {
            if (character == '\\' || character == '\'') {
                text.append('\\').append((char) character);
            } else if (ForeignText.isVisible(Character.toString(character))) {
                text.appendCodePoint(character);
            } else {
                text.append(String.format(character > LAST_OF_FOUR_DIGITS ? "\\U%08x" : "\\u%04x", character));
            }
        });
        return text.toString();
    }

    /**
     * Quotes a list of words.
     *
     * @param words the words
     * @return the words, each quoted as it needs, with single spaces between
     */
    public static String join(List<String> words) {
        return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
    }
}
