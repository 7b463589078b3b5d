package dev.outboard.core.command;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words of a POSIX shell (XCU 2.2, Quoting): for showing a command to people, and for the one script that a staged tree
 * has. Outboard itself never runs a shell.
 */
public final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

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
     * Quotes a list of words.
     *
     * @param words the words
     * @return the words, each quoted as it needs, with single spaces between
     */
    public static String join(List<String> words) {
        return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
    }
}
