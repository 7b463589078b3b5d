package dev.outboard.core.text;

/** Shows a value inside a message: in quotes, on one line, as {@link ForeignText} shows it. */
public final class Quoted {
    private Quoted() {}

    /**
     * Quotes a value for a message.
     *
     * @param value any text
     * @return the text in double quotes, invisible characters as {@code \\uXXXX}, so that a message stays one line
     */
    public static String text(String value) {
        return '"' + ForeignText.value(value) + '"';
    }
}
