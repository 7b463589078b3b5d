package dev.outboard.core.unitfile;

import dev.outboard.core.failure.InvalidValueException;
import java.util.function.IntPredicate;

/** The characters of systemd.syntax(7), and what may be written so that one assignment stays one assignment. */
final class UnitSyntax {
    private UnitSyntax() {}

    /** Blank inside a line: systemd's WHITESPACE without the line ends. */
    static boolean isBlank(int character) {
        return character == ' ' || character == '\t';
    }

    /** What systemd's {@code string_has_cc()} counts as control character. */
    static boolean isControl(int character) {
        return character < ' ' || character == 0x7f;
    }

    static int skipBlanks(String text, int from, int to) {
        int position = from;
        while (position < to && isBlank(text.charAt(position))) {
            position++;
        }
        return position;
    }

    static int skipWord(String text, int from, int to) {
        int position = from;
        while (position < to && !isBlank(text.charAt(position))) {
            position++;
        }
        return position;
    }

    /** The offset of a character in a part of a text, or the part's end. */
    static int indexOf(String text, char character, int from, int to) {
        int position = from;
        while (position < to && text.charAt(position) != character) {
            position++;
        }
        return position;
    }

    static String strip(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(skipBlanks(text, 0, end), end);
    }

    static void requireSectionName(String name) {
        requireName("section name", name);
    }

    static void requireKey(String key) {
        requireName("key", key);
    }

    private static void requireName(String kind, String name) {
        boolean plain = name.chars().allMatch(c -> isLetterOrDigit(c) || c == '-' || c == '_');
        if (name.isEmpty() || !plain || !isLetterOrDigit(name.charAt(0))) {
            throw new InvalidValueException(
                    kind,
                    name,
                    "letters, digits, - and _ of ASCII, a letter or digit first",
                    "take the name from systemd's manual page");
        }
    }

    static boolean isLetterOrDigit(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9');
    }

    /** Refuses what would not come back from the file as it went in, or would add a line to it. */
    static void requireValue(String kind, String value) {
        refuse(kind, value, c -> isControl(c) && c != '\t', "control characters");
        requireText(kind, value);
        if (!strip(value).equals(value)) {
            throw new InvalidValueException(
                    kind,
                    value,
                    "no blank at either end, which systemd drops",
                    "take the blanks away, or quote the value");
        }
        if (value.endsWith("\\")) {
            throw new InvalidValueException(
                    kind,
                    value,
                    "no backslash at the end, which would continue the line",
                    "take the backslash away, or quote the value");
        }
    }

    static void requireWord(String word) {
        requireValue("word", word);
        boolean comment = word.startsWith("#") || word.startsWith(";");
        if (word.isEmpty() || comment || word.chars().anyMatch(UnitSyntax::isBlank)) {
            throw new InvalidValueException(
                    "word", word, "one word that starts no comment", "give one unit name, such as docker2.socket");
        }
    }

    /** Refuses half a surrogate pair, which has no UTF-8 form. */
    static void requireText(String kind, String value) {
        if (!isText(value)) {
            throw new InvalidValueException(kind, value, "text that can be UTF-8", "repair the text where it is made");
        }
    }

    static void refuse(String kind, String value, IntPredicate refused, String what) {
        if (value.chars().anyMatch(refused)) {
            throw new InvalidValueException(kind, value, "no " + what, "take them out of the value");
        }
    }

    private static boolean isText(String value) {
        return value.codePoints().noneMatch(UnitSyntax::isSurrogate);
    }

    static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
