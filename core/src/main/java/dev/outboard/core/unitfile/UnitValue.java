package dev.outboard.core.unitfile;

import dev.outboard.core.failure.InvalidValueException;

/**
 * Writes text as the value of a key that is not a command line, so that systemd reads exactly this text. For the values of
 * {@link UnitFile#set} and {@link UnitFile#add}; which of the three a key wants, its manual page says.
 */
public final class UnitValue {
    private UnitValue() {}

    /**
     * For a key that takes its value whole, without quotes: {@code Description=}, {@code ListenStream=}, {@code
     * WorkingDirectory=}. Only {@code %} is escaped; there is no way to write a control character.
     *
     * @param value the text, for example a path
     * @return the value to write
     * @throws InvalidValueException if it has control characters, blanks at an end, or a backslash at its end
     */
    public static String literal(String value) {
        UnitSyntax.refuse("unit value", value, UnitSyntax::isControl, "control characters");
        UnitSyntax.requireValue("unit value", value);
        return Quoting.withoutSpecifiers(value);
    }

    /**
     * For a key that takes a list of words and unquotes them, such as the paths of {@code RequiresMountsFor=} and {@code
     * ReadWritePaths=}. Not for unit names: {@code After=} and its like know no quotes.
     *
     * @param word one word, which may hold blanks and quotes
     * @return the word, quoted if need be; join several by a space
     * @throws InvalidValueException if it has control characters, which not all of these keys unescape
     */
    public static String word(String word) {
        UnitSyntax.refuse("unit value", word, UnitSyntax::isControl, "control characters");
        UnitSyntax.requireText("unit value", word);
        return Quoting.word(Quoting.withoutSpecifiers(word));
    }

    /**
     * An assignment for {@code Environment=}, systemd.exec(5). {@code $} has no meaning there.
     *
     * @param name the variable
     * @param value its value
     * @return the assignment, quoted if need be; join several by a space
     * @throws InvalidValueException if the name is none, or the value has control characters other than tab and newline
     */
    public static String environment(String name, String value) {
        boolean valid = name.chars().allMatch(c -> UnitSyntax.isLetterOrDigit(c) || c == '_');
        if (name.isEmpty() || !valid || Character.isDigit(name.charAt(0))) {
            throw new InvalidValueException(
                    "environment variable",
                    name,
                    "letters, digits and _ of ASCII, no digit first",
                    "choose such a name; systemd ignores others");
        }
        UnitSyntax.refuse(
                "value of " + name,
                value,
                c -> UnitSyntax.isControl(c) && c != '\t' && c != '\n',
                "control characters but tab and newline");
        UnitSyntax.requireText("value of " + name, value);
        return Quoting.word(Quoting.withoutSpecifiers(name + "=" + value));
    }
}
