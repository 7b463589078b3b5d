package dev.outboard.core.failure;

/** Shows a value inside a message: in quotes, on one line, with control characters made visible. */
public final class Quoted {
    private Quoted() {}

    /**
     * Quotes a value for a message.
     *
     * @param value any text
     * @return the text in double quotes; control characters as {@code \\uXXXX}, so that a message stays one line
     */
    public static String text(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        value.chars().forEach(character -> {
            if (Character.isISOControl(character)) {
                quoted.append(String.format("\\u%04x", character));
            } else {
                quoted.append((char) character);
            }
        });
        return quoted.append('"').toString();
    }
}
